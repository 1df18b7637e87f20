import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.js';
import { queries } from '../../api/queries.js';

export interface Output {
  text: string;
  /** Where the next piece starts, in bytes. */
  next: number;
}

/** The output of attempt `attempt`: each time that it is asked for, what has come since is put behind what was read. */
export const outputQuery = (id: string, attempt: number) => {
  const queryKey = ['output', id, attempt];
  return queryOptions({
    queryKey,
    queryFn: async ({ signal }): Promise<Output> => {
      let { text, next } = queries.getQueryData<Output>(queryKey) ?? { text: '', next: 0 };
      for (let more = await piece(id, next, signal); more.text !== ''; more = await piece(id, next, signal)) {
        text += more.text;
        next = more.next;
      }
      return { text, next };
    },
  });
};

async function piece(id: string, offset: number, signal: AbortSignal): Promise<Output> {
  const { data, response } = await api.GET('/v1/jobs/{id}/logs', {
    params: { path: { id }, query: { offset: String(offset) } },
    parseAs: 'text',
    signal,
  });
  return { text: data ?? '', next: Number(response.headers.get('x-next-offset') ?? offset) };
}
