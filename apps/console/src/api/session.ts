import { queryOptions, useQuery } from '@tanstack/react-query';
import { answer, api, sent, type Schemas } from './client.js';
import { isStatus } from './problem.js';
import { queries } from './queries.js';

export type Session = Schemas['LoginSession'];
const CHOSEN = 'luthier.project';

/** Who is signed in; null for nobody. What changes need beside the cookie is set as a side effect. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 60_000,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return remembered(await answer(api.GET('/auth/me', { signal })));
    } catch (error) {
      if (isStatus(error, 401)) return null;
      throw error;
    }
  },
});

/** Who was signed in last: a page whose session has ended stays as it is, under the question who one is. */
let last: Session | null = null;

function remembered(session: Session): Session {
  last = session;
  sent.csrfToken = session.csrf_token;
  sent.project = chosenOf(session, localStorage.getItem(CHOSEN));
  return session;
}

/** The project chosen last, where the person is still in it. */
export function chosenOf(session: Session, kept: string | null): string {
  const ids = session.projects.map(({ id }) => id);
  return kept !== null && ids.includes(kept) ? kept : (ids[0] ?? '');
}

/** Whose page it is; only below the frame, where nobody gets without a session. */
export function useSession(): Session {
  const { data } = useQuery(sessionQuery);
  const session = data ?? last;
  if (!session) throw new Error('nobody is signed in');
  return session;
}

export function useProject(): Session['projects'][number] {
  const { projects } = useSession();
  return projects.find(({ id }) => id === sent.project) ?? projects[0]!;
}

/** All that is shown is another's from here on. */
export async function chooseProject(id: string): Promise<void> {
  localStorage.setItem(CHOSEN, id);
  sent.project = id;
  await queries.resetQueries();
}

/**
 * With an API key, or the code of a one-time link; the answer sets the cookie. Whoever comes back to their page finds it as it was;
 * for somebody else all of it is read anew.
 */
export async function signIn(by: { api_key: string } | { code: string }): Promise<void> {
  const before = last;
  const session = remembered(await answer(api.POST('/auth/sessions', { body: by })));
  queries.setQueryData(sessionQuery.queryKey, session);
  await (before && principalOf(before) === principalOf(session)
    ? queries.invalidateQueries()
    : queries.resetQueries());
}

export const principalOf = ({ person, key, projects }: Session): string =>
  [person?.id ?? key?.id ?? '', ...projects.map(({ id }) => id)].join(' ');

export async function signOut(): Promise<void> {
  await answer(api.POST('/auth/logout'));
  queries.clear();
  location.assign('/');
}
