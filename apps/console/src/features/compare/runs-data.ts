import { useQueries } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { isFinal, type Job } from '../jobs/job-words.js';
import { jobQuery, pointsQuery } from '../jobs/run-data.js';
import { groupsOf, type Measured, measuredOf } from './measured.js';

const EVERY_MS = 5_000;

/** The runs in the order of the address; those that go on are asked again. */
export const useRuns = (ids: readonly string[]) =>
  useQueries({
    queries: ids.map((id) => ({
      ...jobQuery(id),
      refetchInterval: ({ state }: { state: { data?: unknown } }) =>
        state.data && isFinal(state.data as Job) ? (false as const) : EVERY_MS,
    })),
  });

export const usePointsOf = (jobs: readonly Job[]) =>
  useQueries({
    queries: jobs.map((job) => ({
      ...pointsQuery(job.id),
      refetchInterval: isFinal(job) ? (false as const) : EVERY_MS,
    })),
  });

/** Every evaluation of the runs, by what was asked of which form of the model. */
export function useGroups(ids: readonly string[]) {
  return useQueries({
    queries: ids.map((id) => ({
      queryKey: ['measured', id],
      staleTime: 30_000,
      queryFn: () => measured(id),
    })),
    combine: (all) => ({
      data: all.every(({ data }) => data) ? groupsOf(all.flatMap(({ data }) => data!)) : undefined,
      error: all.find(({ error }) => error)?.error ?? null,
      refetch: () => all.map(({ refetch }) => refetch()),
    }),
  });
}

async function measured(run: string): Promise<Measured[]> {
  const params = { path: { id: run }, query: { direction: 'down' as const } };
  const found = measuredOf(run, await answer(api.GET('/v1/lineage/{id}', { params })));
  const evaluations = found.map(({ evaluation: id, kind }) =>
    answer(api.GET('/v1/evaluations/{id}', { params: { path: { id } } })).then((evaluation) => ({
      ...{ run, kind, evaluation },
    })),
  );
  return Promise.all(evaluations);
}
