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

/** What fetch fails a body with whose connection was cut. */
export const isBodyCut = (error: unknown): boolean => (error as Error | null)?.name === 'TypeError';

/** Takes the failure of a body. Throws Unreachable where the connection was cut before its end, else what it was given. */
export const bodyCut =
  ({ signal }: Session, { url }: Response) =>
  (cause: unknown): never => {
    throw isBodyCut(cause) && !signal.aborted
      ? new Unreachable(url, cause, 'ended its answer too early')
      : cause;
  };

/** The answer as text. Throws ApiError and Unreachable. */
export async function getText(session: Session, path: string): Promise<string> {
  const response = await get(session, path);
  if (!response.ok) throw await errorOf(response);
  return response.text().catch(bodyCut(session, response));
}
