import { useMemo } from 'react';
import { ask, type Schemas } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import { shortId } from '../../pieces/figures.js';

export type Member = Schemas['Member'];

/** The newest hundred members, of those who are in the project, to choose from and to name ids by. */
export function useMembers() {
  const { data } = ask.useQuery('get', '/v1/members', { params: { query: { limit: '100' } } });
  return useMemo(() => {
    const all = data?.data ?? [];
    const names = new Map(all.map(({ id, name }) => [id, name]));
    return {
      live: all,
      nameOf: (id: string | null) => (id === null ? '—' : (names.get(id) ?? shortId(id))),
    };
  }, [data]);
}

/** Reads anew what stands under these paths. */
export const changed = (...paths: string[]): Promise<unknown> =>
  Promise.all(paths.map((path) => queries.invalidateQueries({ queryKey: ['get', path] })));
