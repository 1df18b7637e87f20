import { AppError, notFound, unavailable } from '#kernel/errors.js';
import type { Ending } from '#serving-usage/traffic.js';

/** Nobody reads it; it keeps a closed connection from being logged as a bug. */
export const clientGone = () =>
  new AppError('unavailable', 'client_closed_request', 'The client closed the request.', { status: 499 });

export const engineTimeout = () =>
  unavailable('engine_timeout', 'The engine of this model did not begin to answer in time.', {
    headers: { 'retry-after': '30' },
  });

export const unknownModel = (name: string, hint: string) =>
  notFound(
    'model_not_found',
    `The model '${name.slice(0, 120)}' does not exist or cannot be called. ${hint}`,
    { param: 'model' },
  );

/** What the engine found wrong with the request, in our words; never its internals. */
export async function refusalOf(response: Response): Promise<AppError> {
  const body = (await response.json().catch(() => ({}))) as { error?: { message?: string; type?: string } };
  const message = (body.error?.message ?? 'the engine refused the request').slice(0, 500);
  const tooLong = body.error?.type === 'exceed_context_size_error';
  if (response.status >= 400 && response.status < 500 && response.status !== 401) {
    return new AppError(
      'invalid',
      tooLong ? 'context_length_exceeded' : 'invalid_value',
      `The engine refused the request: ${message}`,
      { param: tooLong ? 'messages' : /^Field '(\w{1,40})'/.exec(message)?.[1] },
    );
  }
  return unavailable('engine_failed', `The engine could not answer (${response.status}).`, {
    headers: { 'retry-after': '5' },
  });
}

/** On whose account a request ended that nothing answered. */
export function endingOf(error: unknown, isGone: boolean): Ending {
  if (isGone) return 'cancelled';
  if (!(error instanceof AppError)) return 'failed';
  if (TOO_LATE.has(error.code)) return 'timed_out';
  return error.kind === 'unavailable' ? 'failed' : 'refused';
}
const TOO_LATE: ReadonlySet<string> = new Set(['model_loading', 'engine_timeout']);
