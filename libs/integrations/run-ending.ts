import { isFinal, type JobState } from '#jobs/job.js';

interface Ends {
  state: JobState;
}
interface Publishes {
  state: string;
  publish: unknown;
  versionId: string | null;
}

export interface Ending {
  status: 'succeeded' | 'failed' | 'cancelled';
  /** As a program's: 0 is success; W&B shows every other as failed. */
  exitCode: number;
}

const EXIT_CODES = { succeeded: 0, failed: 1, cancelled: 255 } as const;
const ending = (status: Ending['status']): Ending => ({ status, exitCode: EXIT_CODES[status] });

/** How the whole ended, as OpenAI's door shows it: the training, what makes its model callable, its registration. Null: it goes on. */
export function endingOf(job: Ends, followers: readonly Ends[], pipeline: Publishes | null): Ending | null {
  if (!isFinal(job.state)) return null;
  if (job.state !== 'succeeded') return ending(job.state as 'failed' | 'cancelled');
  const broken = followers.find(({ state }) => state === 'failed' || state === 'cancelled');
  if (broken) return ending(broken.state as 'failed' | 'cancelled');
  if (pipeline?.publish == null || pipeline.versionId !== null) {
    return followers.every(({ state }) => state === 'succeeded') ? ending('succeeded') : null;
  }
  return pipeline.state === 'failed' ? ending('failed') : null;
}
