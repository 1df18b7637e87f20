import { useQueries } from '@tanstack/react-query';
import { answer, api, ask } from '../../api/client.js';
import { useProject } from '../../api/session.js';
import { isReviewer } from '../reviews/words.js';

const SHOWN = 6;
const LOOKED_AT = 20;

/** Open license questions, the oldest first: those that whoever is signed in may answer, and how many there are for others. */
export function useOpenReviews(everyMs: number) {
  const mayAnswer = isReviewer(useProject().roles);
  const query = { state: 'open', order: 'asc', limit: String(LOOKED_AT) } as const;
  const list = ask.useQuery('get', '/v1/reviews', { params: { query } }, { refetchInterval: everyMs });
  const open = list.data?.data ?? [];
  const files = useQueries({
    queries: (mayAnswer ? open : []).map(({ id, revision }) => ({
      queryKey: ['may answer', id, revision],
      staleTime: 10 * everyMs,
      queryFn: async () => {
        const { you } = await answer(api.GET('/v1/reviews/{id}/file', { params: { path: { id } } }));
        return you.may_approve;
      },
    })),
  });
  const isKnown = list.isSuccess && files.every(({ isPending }) => !isPending);
  const mine = open.filter((_, at) => files[at]?.data === true);
  return {
    data: isKnown ? mine.slice(0, SHOWN) : undefined,
    others: open.length - mine.length,
    /** There are more than were looked at. */
    hasMore: list.data?.has_more ?? false,
    error: list.error ?? files.find(({ error }) => error)?.error ?? null,
  };
}
