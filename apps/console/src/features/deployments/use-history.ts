import { useEffect } from 'react';
import { answer, api } from '../../api/client.js';
import { useList } from '../../api/list.js';
import { EXPANDED, type Promotion } from './history.js';

/** So many requests of the project are read by themselves; older ones when somebody asks. */
const FIRST = 500;

/**
 * Promotions of the project with their versions and deployments, newest first; the API filters them by no model. Reads on by
 * itself until `isEnough`, or until there is no more, or it has read much.
 */
export function useHistory(isEnough: (all: readonly Promotion[]) => boolean) {
  const list = useList<Promotion>({
    queryKey: ['promotions'],
    pageSize: 50,
    everyMs: 3_000,
    ask: (page, signal) =>
      answer(
        api.GET('/v1/promotions', { params: { query: { ...page, 'expand[]': [...EXPANDED] } }, signal }),
      ),
  });
  const { rows, hasNextPage, isFetchingNextPage, fetchNextPage, isError } = list;
  const wantsMore = hasNextPage && !isError && rows.length < FIRST && !isEnough(rows);
  useEffect(() => {
    if (wantsMore && !isFetchingNextPage) void fetchNextPage();
  }, [wantsMore, isFetchingNextPage, fetchNextPage]);
  return list;
}
