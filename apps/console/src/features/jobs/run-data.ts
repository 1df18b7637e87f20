import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import type { ServerEvent } from '#client/events.js';
import { answer, api, ask, type Schemas } from '../../api/client.js';
import { type LiveState, useLive } from '../../api/live.js';
import { isFinal, type Job } from './job-words.js';
import { added, type Point, pointsOf } from './points.js';
import { type Restart, restartsOf } from './restarts.js';

export type JobEvent = Schemas['JobEvent'];
const FLUSH_MS = 400;

export const jobQuery = (id: string) =>
  ask.queryOptions('get', '/v1/jobs/{id}', { params: { path: { id } } });
export const pointsQuery = (id: string) =>
  queryOptions({
    queryKey: ['points', id],
    staleTime: Infinity, // the stream adds what comes
    queryFn: async ({ signal }): Promise<Point[]> =>
      (await answer(api.GET('/v1/jobs/{id}/metrics', { params: { path: { id } }, signal }))).data,
  });

const newestKey = (id: string) => ['newest-event', id];
/** Nothing feeds the points from here on: whoever looks next reads them anew. */
const markStale = (client: QueryClient, ...keys: (readonly unknown[])[]) =>
  Promise.all(keys.map((queryKey) => client.invalidateQueries({ queryKey, refetchType: 'none' })));

/**
 * A run and what comes in while it goes on. The stream starts behind the newest event that was there before the points were read:
 * none is missed, and one that comes twice counts once. Where the stream ends, both are stale.
 */
export function useRun(id: string): {
  job: ReturnType<typeof useJob>;
  points: ReturnType<typeof usePoints>;
  live: LiveState;
} {
  const job = useJob(id);
  const isOver = job.data ? isFinal(job.data) : true;
  const client = useQueryClient();
  const newest = useQuery({
    queryKey: newestKey(id),
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const query = { limit: '1', order: 'desc' } as const;
      const page = await answer(api.GET('/v1/jobs/{id}/events', { params: { path: { id }, query }, signal }));
      await markStale(client, pointsQuery(id).queryKey); // read before it, they would lack what lies between
      return page.data[0]?.id ?? null;
    },
  });
  const points = usePoints(id, newest.isSuccess && !newest.isStale);
  const after = newest.data ? `?after=${newest.data}` : '';
  const isRead = newest.isSuccess && !newest.isStale && points.isSuccess && !points.isStale;
  const path = isRead && !isOver ? `/v1/jobs/${id}/events/stream${after}` : null;
  useEffect(() => {
    if (path === null) return;
    return () => {
      void markStale(client, pointsQuery(id).queryKey);
      void client.invalidateQueries({ queryKey: newestKey(id) }); // who still looks, of a run that has ended too, reads both anew
    };
  }, [client, id, path]);
  return { job, points, live: useLive(path, useAdding(id)) };
}

const useJob = (id: string) =>
  useQuery({
    ...jobQuery(id),
    // the stream says that something happened; this says it where no stream can be had
    refetchInterval: ({ state }) => (state.data && isFinal(state.data) ? false : 5_000),
  });
const usePoints = (id: string, enabled: boolean) => useQuery({ ...pointsQuery(id), enabled });

/** Puts events into the cache, several at a time: a fast run must not render for every step. */
function useAdding(id: string): (event: ServerEvent) => void {
  const client = useQueryClient();
  const waiting = useRef<JobEvent[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), [id]);
  const flush = () => {
    timer.current = undefined;
    const events = waiting.current.splice(0);
    client.setQueryData(pointsQuery(id).queryKey, (old) => old && added(old, events.flatMap(pointsOf)));
    const last = events.at(-1)!;
    client.setQueryData(jobQuery(id).queryKey, (old) => old && advanced(old as Job, last));
    if (events.some(({ type }) => type === 'message')) {
      void client.invalidateQueries({ queryKey: jobQuery(id).queryKey });
      void client.invalidateQueries({ queryKey: ['events', id] });
    }
  };
  return (event) => {
    waiting.current.push(JSON.parse(event.data) as JobEvent);
    timer.current ??= setTimeout(flush, FLUSH_MS);
  };
}

function advanced(job: Job, { data }: JobEvent): Job {
  const { step, total_steps: of, eta_seconds: left } = (data ?? {}) as Record<string, number | undefined>;
  if (step === undefined || of === undefined || !job.progress) return job;
  const percent = Math.round((1000 * step) / of) / 10;
  return { ...job, progress: { ...job.progress, step, total_steps: of, percent, eta_seconds: left } };
}

export function useRestarts(job: Job, isTime: boolean): Restart[] {
  const { data } = ask.useQuery(
    'get',
    '/v1/jobs/{id}/attempts',
    { params: { path: { id: job.id } } },
    { enabled: job.attempts > 1 },
  );
  return useMemo(() => restartsOf(data?.data ?? [], isTime), [data, isTime]);
}
