import { useQuery } from '@tanstack/react-query';
import { canClone, cloneOf } from '#client/clone.js';
import { answer, api } from '../../api/client.js';
import type { Job } from '../jobs/job-words.js';
import { type Draft, draftOf } from './draft.js';

const at = (id: string, signal: AbortSignal) => ({ params: { path: { id } }, signal });

/** The settings of a training as it ran, and what its pipeline published; null where the job is none. */
export const useParent = (clone: string | undefined) =>
  useQuery({
    queryKey: ['parent', clone],
    enabled: clone !== undefined,
    staleTime: Infinity, // what a job was told does not change
    queryFn: async ({ signal }): Promise<Draft | null> => {
      const job = await answer(api.GET('/v1/jobs/{id}', at(clone!, signal)));
      if (!canClone(job)) return null;
      const made = await cloneOf(api, job, signal);
      return { ...draftOf(made, job.reuse), ...(await publishedBy(job, signal)) };
    },
  });

async function publishedBy({ pipeline }: Job, signal: AbortSignal): Promise<Draft> {
  if (typeof pipeline !== 'string') return {};
  const { publish, jobs } = await answer(api.GET('/v1/pipelines/{id}', at(pipeline, signal)));
  const model = publish?.['model'];
  if (typeof model !== 'string') return {};
  const type = jobs?.find(({ kind }) => kind === 'quantize')?.spec['type'];
  return { 'publish.model': model, ...(typeof type === 'string' ? { 'publish.type': type } : {}) };
}
