import { AppError } from '#kernel/errors.js';
import type { Ending, FailureReason } from './failure.js';

/** A step's known bad end: becomes the job's failure, never a bug report. */
export class JobFailure extends Error {
  constructor(
    readonly reason: FailureReason,
    message: string,
  ) {
    super(message);
    this.name = 'JobFailure';
  }
}

/**
 * What a thrown error means for the job; null for one that a later try may cure (a dependency is down) and for bugs,
 * which the caller reports.
 */
export function endingOf(error: unknown): Ending | null {
  if (error instanceof JobFailure) return { reason: error.reason, message: error.message };
  if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
    return { reason: 'disk_full', message: 'No space is left on the device that holds the job folders.' };
  }
  if (!(error instanceof AppError)) return null;
  if (error.code === 'disk_full') return { reason: 'disk_full', message: error.message };
  if (error.kind === 'unavailable') return null;
  if (error.code === 'quarantined') return { reason: 'policy_blocked', message: error.message };
  const rejected =
    /header|manifest|pickle|hash|folder|forbidden|custom_code|symlink|unsafe_path|size_mismatch|file_missing/.test(
      error.code,
    );
  return { reason: rejected ? 'model_rejected' : 'user_error', message: error.message };
}
