import { useQueries } from '@tanstack/react-query';
import { ask } from '../../api/client.js';
import { joined } from './answered.js';
import type { Group } from './measured.js';

export const PAGE = 25;
/** Of so many rows at once those are sought in which the runs part. */
export const SOUGHT = 1000;
/** The rows of a page of `size` from `from` on, by all evaluations; `has` whether more follow. */
export function useAnswers(group: Group, evaluations: readonly string[], from: number, size: number) {
  const prompts = usePrompts(group);
  return useQueries({
    queries: evaluations.map((id) => ({
      ...ask.queryOptions('get', '/v1/evaluations/{id}/answers', {
        params: { path: { id }, query: { limit: String(size), offset: String(from) } },
      }),
      staleTime: Infinity, // a finished evaluation does not change
    })),
    combine: (all) => ({
      data: all.every(({ data }) => data)
        ? {
            rows: joined(
              all.map(({ data }, at) => ({ evaluation: evaluations[at]!, answers: data!.data })),
              prompts,
            ),
            has: all[0]?.data?.has_more ?? false,
          }
        : undefined,
      error: all.find(({ error }) => error)?.error ?? null,
      refetch: () => all.map(({ refetch }) => refetch()),
    }),
  });
}

/** The first hundred rows of the split, as the API shows them; nothing where that cannot be read. */
function usePrompts({ data, split }: Group): readonly Record<string, unknown>[] {
  const params = { path: { id: data }, query: { split: split as 'test', limit: '100' } };
  const preview = ask.useQuery(
    'get',
    '/v1/dataset_versions/{id}/preview',
    { params },
    { staleTime: Infinity },
  );
  return preview.data?.rows ?? [];
}
