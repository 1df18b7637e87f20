import { AppError, unavailable } from '#kernel/errors.js';

/** A full disk or quota as the refusal `disk_full`; every other error as it is. */
export function diskError(error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (error instanceof AppError || (code !== 'ENOSPC' && code !== 'EDQUOT')) return error;
  const full = unavailable(
    'disk_full',
    'The disk that holds the objects is full; free space, then try again.',
    {
      headers: { 'retry-after': '60' },
    },
  );
  full.cause = error;
  return full;
}
