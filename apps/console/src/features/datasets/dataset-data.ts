import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import type { paths } from '#client/schema.js';
import { answer, api, ask } from '../../api/client.js';
import type { Split } from './search.js';

type Answer<P extends keyof paths> = paths[P] extends {
  get: { responses: { 200: { content: { 'application/json': infer A } } } };
}
  ? A
  : never;
export type Dataset = Answer<'/v1/datasets'>['data'][number] & { id: string };
export type Version = Answer<'/v1/dataset_versions/{id}'>;
export type Report = Answer<'/v1/dataset_versions/{id}/report'>;
export type BaseReport = NonNullable<Report['base']>;
export type FileReport = NonNullable<Report['splits']['train']>;

export type DiffPage = Answer<'/v1/dataset_versions/{id}/diff'>;
export type RowChange = DiffPage['data'][number];

const at = (id: string) => ({ params: { path: { id } } });

export const useVersions = (dataset: string) =>
  ask.useQuery('get', '/v1/datasets/{id}/versions', {
    params: { path: { id: dataset }, query: { limit: '100' } },
  });

/** The dataset that an address names: by its own id, or by the id of one of its versions, as lineage names it. */
export function useNamed(id: string) {
  return useQuery({
    queryKey: ['dataset', id],
    queryFn: async ({ signal }) => {
      if (!id.startsWith('dsv_'))
        return {
          dataset: await answer(api.GET('/v1/datasets/{id}', { ...at(id), signal })),
          version: null,
        };
      const version = await answer(api.GET('/v1/dataset_versions/{id}', { ...at(id), signal }));
      const dataset = await answer(api.GET('/v1/datasets/{id}', { ...at(version.dataset_id), signal }));
      return { dataset, version: version.id };
    },
  });
}

/** What the checks found; with a base also what its tokenizer makes of the rows, asked again until it is counted. */
export const useReport = (version: string, base?: string) =>
  ask.useQuery(
    'get',
    '/v1/dataset_versions/{id}/report',
    { params: { path: { id: version }, query: base === undefined ? {} : { base_model: base } } },
    {
      refetchInterval: ({ state }) => (state.data?.base?.status === 'running' ? 2_000 : false),
      staleTime: 60_000,
    },
  );

export const rowsOf = ({ splits }: Pick<Version, 'splits'>): number =>
  Object.values(splits).reduce((sum, split) => sum + (split?.rows ?? 0), 0);

/** What differs from another version, page by page; asked again until it is worked out. */
export const useDiff = (
  id: string,
  { against, split, kind }: { against: string; split: Split; kind: RowChange['kind'] | undefined },
) =>
  useInfiniteQuery({
    queryKey: ['dataset-diff', id, against, split, kind],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => {
      const query = { against, split, ...(kind ? { kind } : {}), ...(pageParam ? { after: pageParam } : {}) };
      const params = { path: { id }, query };
      return answer(api.GET('/v1/dataset_versions/{id}/diff', { params, signal }));
    },
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data?.pages[0]?.status === 'running' ? 1_000 : false),
  });

/** What of all files looks like personal data or keys, and what kinds of it. */
export function sensitiveIn({ splits }: Pick<Report, 'splits'>): { all: number; kinds: string[] } {
  const hits = Object.values(splits).flatMap((file) => Object.entries(file?.sensitive.counts ?? {}));
  const found = hits.filter(([, hit]) => hit > 0);
  return {
    all: found.reduce((sum, [, hit]) => sum + hit, 0),
    kinds: [...new Set(found.map(([kind]) => kind.replaceAll('_', ' ')))],
  };
}
