import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client.js';
import type { EstimateBody, Request } from './draft.js';

const SETTLED_MS = 400;

/** What the request would come to and whether it may go on, asked once typing has come to rest. */
export function useEstimate({ body }: Request, isWhole: boolean) {
  const typed = isWhole ? JSON.stringify(body) : null;
  const [text] = useDebouncedValue(typed, SETTLED_MS);
  const query = useQuery({
    queryKey: ['estimate', text],
    enabled: isWhole && text !== null,
    staleTime: 60_000,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      answer(
        api.POST('/v1/estimates', {
          params: { query: { gpus: 'all' } },
          body: JSON.parse(text!) as EstimateBody,
          signal,
        }),
      ),
  });
  return { ...query, isSettled: typed === text && !query.isFetching };
}
export type Estimate = NonNullable<ReturnType<typeof useEstimate>['data']>;
