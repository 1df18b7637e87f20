import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { answer, api, ask } from '../../api/client.js';
import { isFinal, type Job } from '../jobs/job-words.js';
import { isPublishing, pipelineOf } from '../jobs/pipeline-words.js';
import { pointsQuery } from '../jobs/run-data.js';
import { endedOf, groupsOf, type Measured, measuredOf } from './measured.js';

const EVERY_MS = 5_000;

/** The runs in the order of the address, with the versions that they became; those that go on are asked again. */
export const useRuns = (ids: readonly string[]) =>
  useQueries({
    queries: ids.map((id) => ({
      ...ask.queryOptions('get', '/v1/jobs/{id}', {
        params: { path: { id }, query: { 'expand[]': ['pipeline.model_version'] } },
      }),
      refetchInterval: ({ state: { data } }: { state: { data?: unknown } }) =>
        data && isFinal(data as Job) && !isPublishing(data as Job) ? (false as const) : EVERY_MS,
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

/** Evaluations of the runs' pipelines that have not ended; as one ends, what was measured is asked anew. */
export function usePending(runs: readonly Job[]): Job[] {
  const pipeline = [...new Set(runs.flatMap((run) => pipelineOf(run) ?? []))];
  const query = { pipeline, kind: ['evaluate'] as 'evaluate'[], limit: '100' };
  const { data } = ask.useQuery(
    'get',
    '/v1/jobs',
    { params: { query } },
    {
      enabled: pipeline.length > 0,
      refetchInterval: ({ state }) => (state.data?.data.every(isFinal) ? false : EVERY_MS),
    },
  );
  const pending = (data?.data ?? []).filter((job) => !isFinal(job));
  const client = useQueryClient();
  const goingOn = useRef<ReadonlySet<string>>(new Set());
  useEffect(() => {
    if (!data) return;
    const hasEnded = endedOf(goingOn.current, data.data).length > 0;
    goingOn.current = new Set(data.data.filter((job) => !isFinal(job)).map(({ id }) => id));
    if (hasEnded) void client.invalidateQueries({ queryKey: ['measured'] });
  }, [client, data]);
  return pending;
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
