import { type UseQueryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import { nowSeconds } from '../../pieces/clock.js';
import { type Deployment, idIn } from './history.js';
import type { Over } from './search.js';
import { type Bar, everyMs, hoursSince, type Recent, sinceOf, type Traffic } from './traffic-words.js';
import type { Usage } from './usage-words.js';

/** What a figure is of: one that does not serve is asked seldom. */
export type Measured = Pick<Deployment, 'id' | 'state'>;
/** What was asked for, or why it is not there. */
export interface Told<T> {
  data?: T | undefined;
  error?: unknown;
}

/** What was asked of a deployment up to now, read anew as it goes on. */
const trafficQuery = ({ id, state }: Measured, over: Over) =>
  ({
    queryKey: ['traffic', id, over],
    refetchInterval: everyMs(state, over === 'week' ? 30_000 : 5_000),
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { since: sinceOf(over, nowSeconds()) } };
      return answer(api.GET('/v1/deployments/{id}/traffic', { params, signal }));
    },
  }) satisfies UseQueryOptions<Traffic>;
export const useTraffic = (of: Measured, over: Over) => useQuery(trafficQuery(of, over));

/** What it took in the whole hours of that time. */
export const useTaken = ({ id, state }: Measured, over: Over) =>
  useQuery<Usage>({
    queryKey: ['taken', id, over],
    refetchInterval: everyMs(state, 10_000),
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { since: hoursSince(over, nowSeconds()) } };
      return answer(api.GET('/v1/deployments/{id}/usage', { params, signal }));
    },
  });

/** A row of a list: its last 24 hours come with all rows; undefined where they did not, and it is asked for alone. */
export interface ListedTraffic {
  of: Measured;
  day: Told<Recent> | undefined;
}

/** Of a row of a list. Another time than a day is asked for alone, and only of the rows in sight. */
export function useListed({ of, day }: ListedTraffic, over: Over) {
  const isListed = over === 'day' && day !== undefined;
  const alone = useQuery({ ...trafficQuery(of, over), enabled: !isListed });
  const { data, error } = isListed ? day : alone;
  return { data: data && { ...data, bars: barsIn(data) }, error };
}

const barsIn = (of: Traffic | Recent): readonly Bar[] =>
  'by_hour' in of ? (of as Recent).by_hour : of.series;

/** As many as the API takes in one question. */
const MOST_VERSIONS = 20;
const LIVE = ['starting', 'ready'] as const;

/** The last 24 hours of deployments that may serve now, by their ids, a question for many. */
export function useDays(deployments: readonly Deployment[]) {
  const versions = [...new Set(deployments.map(({ version }) => idIn(version)!))].toSorted();
  const parts = Array.from({ length: Math.ceil(versions.length / MOST_VERSIONS) }, (_, at) =>
    versions.slice(at * MOST_VERSIONS, (at + 1) * MOST_VERSIONS),
  );
  return useQueries({
    queries: parts.map((version) => ({
      queryKey: ['deployments', 'days', version],
      refetchInterval: 5_000,
      queryFn: ({ signal }: { signal: AbortSignal }) => {
        const query = { version, state: [...LIVE], limit: '100', 'expand[]': ['traffic' as const] };
        return answer(api.GET('/v1/deployments', { params: { query }, signal }));
      },
    })),
    combine: daysOf,
  });
}

function daysOf(results: readonly Told<{ data: Deployment[] }>[]): (id: string) => Told<Recent> | undefined {
  const known = new Map(
    results.flatMap(({ data }) => (data?.data ?? []).map(({ id, traffic }) => [id, traffic])),
  );
  const error = results.find((one) => one.error)?.error;
  const isRead = results.every(({ data }) => data);
  return (id) => {
    const data = known.get(id);
    if (data || !isRead) return { data, error };
    return undefined;
  };
}
