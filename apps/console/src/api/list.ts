import {
  type InfiniteData,
  type QueryClient,
  type QueryKey,
  useInfiniteQuery,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { useMemo } from 'react';

export interface Page<T> {
  data: T[];
  has_more: boolean;
  last_id?: string | null;
}
/** Lists of at most so many pages are read anew as a whole; longer ones by their newest page alone. */
const FEW_PAGES = 5;

export interface ListOptions<T> {
  queryKey: QueryKey;
  /** One page; `after` is the id of the last item of the page before. */
  ask: (page: { after?: string; limit: string }, signal: AbortSignal) => Promise<Page<T>>;
  pageSize?: number;
  /** Ask for the newest page again so often, and put what is new or changed into the list. */
  everyMs?: number | false;
}

/**
 * A keyset list that grows as it is scrolled. Pages that were read stay as they are but for the newest one, which is asked for
 * again: the cost of staying fresh does not grow with what was scrolled past.
 */
export function useList<T extends { id: string }>({
  queryKey,
  ask,
  pageSize = 100,
  everyMs = 5_000,
}: ListOptions<T>) {
  const limit = String(pageSize);
  const client = useQueryClient();
  const list = useInfiniteQuery({
    queryKey,
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam, signal }) => ask({ limit, ...(pageParam ? { after: pageParam } : {}) }, signal),
    getNextPageParam: (last) => (last.has_more ? last.data.at(-1)?.id : undefined),
    staleTime: Infinity,
    refetchInterval: ({ state }) => everyMs && isShort(state.data) && everyMs * 6,
  });
  useQuery({
    queryKey: [...queryKey, 'newest'],
    enabled: list.isSuccess && everyMs !== false,
    refetchInterval: everyMs,
    queryFn: async ({ signal }) => {
      const newest = await ask({ limit }, signal);
      client.setQueryData<typeof list.data>(queryKey, (old) => {
        if (!old) return old;
        const pages = merged(old.pages, newest);
        return { pages, pageParams: pages.map((_, at) => pages[at - 1]?.data.at(-1)?.id) };
      });
      return newest.data.length;
    },
  });
  const rows = useMemo(() => list.data?.pages.flatMap(({ data }) => data) ?? [], [list.data]);
  return { ...list, rows };
}

export const isShort = (data: { pages: readonly unknown[] } | undefined): boolean =>
  data !== undefined && data.pages.length <= FEW_PAGES;

/** The answer about an item; what it names by its id alone stays whole where the list was read with it. */
function known<T extends object>(before: T, item: T): T {
  const isWhole = (whole: unknown, id: unknown) =>
    typeof whole === 'object' && whole !== null && 'id' in whole && whole.id === id;
  const old = Object.entries(before).filter(([key, value]) => isWhole(value, item[key as keyof T]));
  return { ...item, ...Object.fromEntries(old) };
}

/** What is known of one item now, in every list of that key that holds it: nothing is asked for. */
export function putItem<T extends { id: string }>(client: QueryClient, queryKey: QueryKey, item: T): void {
  client.setQueriesData<InfiniteData<Page<T>>>({ queryKey }, (old) =>
    old && Array.isArray(old.pages)
      ? {
          ...old,
          pages: old.pages.map((page) => ({
            ...page,
            data: page.data.map((one) => (one.id === item.id ? known(one, item) : one)),
          })),
        }
      : old,
  );
}

/**
 * The list with its newest page read anew: what is in its range and not in it has gone (a filter does not match any more), what
 * lies behind it stays. Ids sort by time, newest first. Where a whole page of news leaves a gap, the list starts anew.
 */
export function merged<T extends { id: string }, P extends Page<T>>(pages: readonly P[], newest: P): P[] {
  const last = newest.data.at(-1)?.id;
  if (!newest.has_more || last === undefined) return [newest];
  const known = new Set(pages.flatMap(({ data }) => data.map(({ id }) => id)));
  if (!newest.data.some(({ id }) => known.has(id))) return [newest];
  const behind = pages.map((page) => ({ ...page, data: page.data.filter(({ id }) => id < last) }));
  return [newest, ...behind.filter(({ data }) => data.length > 0)];
}
