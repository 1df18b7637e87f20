/** What a project keeps of what its jobs leave. All days are counted from the end of the job. */
export interface Policy {
  /** Checkpoints of a job that stay for ever: so many of its last … */
  keep_last_checkpoints: number;
  /** … and so many of those with the lowest validation loss. */
  keep_best_checkpoints: number;
  /** The others stay so many days; null: for ever. */
  checkpoint_days: number | null;
  /** What attempts have left on the disk stays so many days; null: for ever. Logs and events stay. */
  attempt_folder_days: number | null;
  /** Why nothing may be deleted, as for a dispute; null: no hold. */
  hold: string | null;
}

export const DEFAULT_POLICY: Policy = {
  keep_last_checkpoints: 3,
  keep_best_checkpoints: 1,
  checkpoint_days: 30,
  attempt_folder_days: 7,
  hold: null,
};

export const policyOf = (own: Partial<Policy>): Policy => ({ ...DEFAULT_POLICY, ...own });

/** The moment before which a job must have ended; null: nothing is old enough. */
export function endedBefore(days: number | null, now: Date): Date | null {
  return days === null ? null : new Date(now.getTime() - days * 86_400_000);
}

/** Why bytes go. */
export const REASONS = ['checkpoints', 'attempt_folders', 'deleted_files', 'unneeded_objects'] as const;
export type Reason = (typeof REASONS)[number];

/** A type, not an interface: answers are loose objects, whose index an interface lacks. */
export type Amount = { count: number; bytes: number };
export const NOTHING: Amount = { count: 0, bytes: 0 };
export const plus = (a: Amount, bytes: number): Amount => ({ count: a.count + 1, bytes: a.bytes + bytes });
