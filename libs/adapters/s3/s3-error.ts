import { AppError, unavailable } from '#kernel/errors.js';

export const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;

/** 412 is If-None-Match refused, 409 two uploads of one key completing at once. */
export const isConflict = (error: unknown): boolean => statusOf(error) === 412 || statusOf(error) === 409;

const RETRY = { headers: { 'retry-after': '10' } };
const DOWN =
  /ECONNREFUSED|ECONNRESET|EPIPE|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|TimeoutError|SlowDown/;

/** Whatever the SDK throws in our words. Bugs, and what the source of the bytes threw, stay as they are. */
export function s3Error(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AppError) return error;
  const { name, message } = error;
  const { code } = error as { code?: string };
  const status = statusOf(error);
  if (code === 'ENOSPC')
    return unavailable('disk_full', 'The disk of the upload spool is full; free space, then try again.');
  if (DOWN.test(`${name} ${code ?? ''} ${message}`) || (status ?? 0) >= 500 || status === 409)
    return because(error, 'object_store_unavailable', 'The object store cannot be reached; try again.');
  if (status !== undefined || name === 'CredentialsProviderError')
    return because(
      error,
      'object_store_refused',
      `The object store refused the call (${name}): check S3_BUCKET, S3_REGION and the credentials.`,
    );
  return error;
}

function because(cause: Error, code: string, message: string): AppError {
  const error = unavailable(code, message, RETRY);
  error.cause = cause;
  return error;
}
