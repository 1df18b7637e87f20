import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import type { Version } from './names.js';
import { systemIn } from './system-in.js';

const LOOKED_AT = '20';

/** The system message that the first rows of a version's training have in common: null for none, undefined while it is not known. */
export const useTrainedSystem = (version: Version | null) =>
  useQuery({
    queryKey: ['trained system', version?.id],
    enabled: version !== null,
    staleTime: Infinity,
    retry: false,
    queryFn: async ({ signal }) => {
      const { source_job: source } = version!;
      const path = { id: typeof source === 'string' ? source : (source as { id: string }).id };
      const { spec } = await answer(api.GET('/v1/jobs/{id}', { params: { path }, signal }));
      const id = (spec as Record<string, unknown>)['dataset_version'];
      if (typeof id !== 'string') return null;
      const params = { path: { id }, query: { limit: LOOKED_AT } };
      return systemIn((await answer(api.GET('/v1/dataset_versions/{id}/preview', { params, signal }))).rows);
    },
  });
