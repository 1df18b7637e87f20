import { errorOf, Unreachable } from '#client/errors.js';
import type { Session } from './session.js';

/** A GET whose answer is no JSON; redirects are not followed, for the key is not meant for whom they lead to. Throws Unreachable. */
export function get(session: Session, path: string): Promise<Response> {
  const url = `${session.baseUrl}${path}`;
  const headers = { authorization: `Bearer ${session.apiKey}` };
  return fetch(url, { headers, redirect: 'manual', signal: session.signal }).catch((cause: unknown) => {
    throw session.signal.aborted ? cause : new Unreachable(url, cause);
  });
}

/** The answer as text. Throws ApiError. */
export async function getText(session: Session, path: string): Promise<string> {
  const response = await get(session, path);
  if (!response.ok) throw await errorOf(response);
  return response.text();
}
