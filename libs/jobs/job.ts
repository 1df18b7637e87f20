/** The life of a job. One table for the reducer, the database trigger, docs/job-lifecycle.md and the checks. */
export type JobState =
  | 'validating'
  | 'waiting'
  | 'queued'
  | 'launching'
  | 'running'
  | 'pausing'
  | 'paused'
  | 'collecting'
  | 'cancelling'
  | 'succeeded'
  | 'failed'
  | 'cancelled';

export const NEXT = {
  validating: ['waiting', 'queued', 'succeeded', 'failed', 'cancelled'], // succeeded: an identical job had finished
  waiting: ['queued', 'succeeded', 'failed', 'cancelled'], // for jobs it needs, or for quota
  queued: ['launching', 'paused', 'failed', 'cancelled'],
  launching: ['running', 'queued', 'pausing', 'failed', 'cancelling'],
  running: ['collecting', 'queued', 'pausing', 'failed', 'cancelling'], // queued again = a new attempt
  pausing: ['paused', 'collecting', 'failed', 'cancelling'],
  paused: ['waiting', 'queued', 'failed', 'cancelled'], // waiting: for quota; failed: a license was revoked, a file deleted
  collecting: ['succeeded', 'queued', 'failed', 'cancelling'],
  cancelling: ['cancelled', 'succeeded', 'failed'], // the finish may win the race
  succeeded: [],
  failed: [],
  cancelled: [],
} as const satisfies Record<JobState, readonly JobState[]>;

export const JOB_STATES = Object.keys(NEXT) as JobState[];

/** What each state means to a person, and what they need to do. */
export const MEANING: Record<JobState, string> = {
  validating: 'Its files and license are being checked.',
  waiting: 'It waits for the jobs that it needs, or for a place in the quota of its project.',
  queued: 'It waits for a free slot on its compute target.',
  launching: 'Its inputs are being put in place and the program started.',
  running: 'The program runs.',
  pausing: 'The program was asked to save a checkpoint and stop.',
  paused: 'It is stopped, its slot is free; resumed, it goes on from its checkpoint.',
  collecting: 'The program is done; its files are being hashed, signed and registered.',
  cancelling: 'The program was asked to stop.',
  succeeded: 'Done: its artifacts are registered.',
  failed: 'It ended without a result; the reason says why and what to do.',
  cancelled: 'A person stopped it.',
};

export const canGo = (from: JobState, to: JobState): boolean =>
  (NEXT[from] as readonly JobState[]).includes(to);
export const isFinal = (state: JobState): boolean => NEXT[state].length === 0;

const OPENAI: Partial<Record<JobState, string>> = {
  validating: 'validating_files',
  waiting: 'queued',
  launching: 'queued',
  collecting: 'running',
  cancelling: 'running',
};
/** OpenAI's word for a state; `pausing`, `paused` and the final three are the same. */
export const openaiStatus = (state: JobState): string => OPENAI[state] ?? state;

/** Where a person's wish to pause leads; null where there is nothing to pause. With nothing started it leads there at once. */
export function paused(state: JobState): 'paused' | 'pausing' | null {
  if (state === 'pausing') return null;
  if (canGo(state, 'paused')) return 'paused';
  return canGo(state, 'pausing') ? 'pausing' : null;
}

/** States from which a person may still cancel, and where that leads at once: with nothing started, to the end. */
export function cancelled(state: JobState): JobState | null {
  if (isFinal(state) || state === 'cancelling') return null;
  return canGo(state, 'cancelled') ? 'cancelled' : 'cancelling';
}
