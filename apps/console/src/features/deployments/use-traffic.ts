import { type UseQueryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import { answer, api } from '../../api/client.js';
import { nowSeconds } from '../../pieces/clock.js';
import { knownOf, type Told } from '../../pieces/told.js';
import { type Day, daysIn, partsOf } from './days.js';
import type { Deployment } from './history.js';
import type { Over } from './search.js';
import { type Bar, everyMs, hoursSince, type Recent, sinceOf, type Traffic } from './traffic-words.js';
import type { Usage } from './usage-words.js';

/** What a figure is of: one that does not serve is asked seldom. */
export type Measured = Pick<Deployment, 'id' | 'state'>;

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
  const told = isListed ? day : alone;
  const data = knownOf<Traffic | Recent>(told);
  return { data: data && { ...data, bars: barsIn(data) }, error: told.error };
}

const barsIn = (of: Traffic | Recent): readonly Bar[] =>
  'by_hour' in of ? (of as Recent).by_hour : of.series;

const LIVE = ['starting', 'ready'] as const;

/** The last 24 hours of deployments that may serve now, a question for many; the same array is the same question. */
export function useDays(deployments: readonly Deployment[]) {
  const parts = useMemo(() => partsOf(deployments), [deployments]);
  return useQueries({
    queries: parts.map((version) => ({
      queryKey: ['deployments', 'days', version],
      refetchInterval: 5_000,
      queryFn: ({ signal }: { signal: AbortSignal }) => {
        const query = { version, state: [...LIVE], limit: '100', 'expand[]': ['traffic' as const] };
        return answer(api.GET('/v1/deployments', { params: { query }, signal }));
      },
    })),
    combine: useCallback((answers: readonly Day[]) => daysIn(parts, answers), [parts]),
  });
}
