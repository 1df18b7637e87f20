import type { Options } from './command.js';
import type { Job } from './views.js';

/** For every command that submits jobs. */
export const REUSE_OPTION: [string, string] = [
  '--no-reuse',
  'run it even where an identical job has finished; left out, what that one left is the answer',
];

/** The body of a job or pipeline, asked to be answered by identical jobs that have finished; what says so itself is left. */
export function reusing<T extends object>(body: T, options: Options): T {
  const reuse = options['reuse'] === false ? 'never' : 'finished';
  const asked = (job: unknown): unknown => {
    if (job === null || typeof job !== 'object' || Array.isArray(job)) return job;
    return reuse === 'never' ? { ...job, reuse } : { reuse, ...job };
  };
  if (!('jobs' in body)) return asked(body) as T;
  return Array.isArray(body.jobs) ? { ...body, jobs: (body.jobs as unknown[]).map(asked) } : body;
}

/** A line for a job that ran nothing; none for another. */
export const reusedLine = (job: Pick<Job, 'id' | 'reused_from'>): string[] =>
  job.reused_from
    ? [`${job.id} ran nothing: ${job.reused_from} is identical (--no-reuse runs it again)`]
    : [];

/** Where a submitted job or pipeline is, and how to follow it. */
export function submittedText(made: { id: string; state: string; reused_from?: string | null }): string {
  const [line] = made.reused_from ? reusedLine({ id: made.id, reused_from: made.reused_from }) : [];
  return line ?? `${made.id} is ${made.state}. Follow it: luthier watch ${made.id}`;
}
