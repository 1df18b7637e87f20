import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { isFinal, type Job } from './job-words.js';
import type { Sample } from './samples-rows.js';

const EVERY_MS = 5_000;

/** All of a job: a training answers a hundred times at most, eight prompts each. */
export const useSamples = (job: Job) =>
  useQuery({
    queryKey: ['samples', job.id],
    refetchInterval: isFinal(job) ? false : EVERY_MS,
    queryFn: async ({ signal }): Promise<Sample[]> => {
      const found: Sample[] = [];
      for (let after: string | undefined; ; after = found.at(-1)!.id) {
        const params = { path: { id: job.id }, query: after ? { after } : {} };
        const page = await answer(api.GET('/v1/jobs/{id}/samples', { params, signal }));
        found.push(...page.data);
        if (!page.has_more) return found;
      }
    },
  });
