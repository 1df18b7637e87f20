import { CliError, EXIT } from './exits.js';
import { followJob, followPipeline, progressText } from './follow.js';
import { Progress } from './progress.js';
import type { Session } from './session.js';
import { duration } from './text.js';
import type { Job, Pipeline } from './views.js';

/** Follows a job or pipeline and ends with its outcome: exit 0 succeeded, 1 failed, 130 cancelled. */
export async function watch(session: Session, id: string): Promise<void> {
  const isPipeline = id.startsWith('pipe_');
  const progress = new Progress(process.stderr);
  const ended = await progress.step<Job | Pipeline>(`following ${id}`, (note): Promise<Job | Pipeline> =>
    isPipeline
      ? followPipeline(session, id, {
          onJob: (job, name) => note(`${name}: ${job.state}`),
          onEvent: (event, _job, name) => note(`${name}: ${progressText(event)}`),
        })
      : followJob(session, id, (event) => note(progressText(event))),
  );
  session.print(ended, `${id} ${ended.state}`);
  if (ended.state === 'succeeded') return;
  if (ended.state === 'cancelled') throw new CliError(`${id} was cancelled`, EXIT.interrupted);
  throw ended.object === 'pipeline' ? brokenPipeline(ended, id) : brokenJob(ended);
}

export function brokenJob(job: Job): CliError {
  const { error } = job;
  return new CliError(
    `${job.kind} ${job.id} ${job.state}: ${error?.message ?? job.meaning}`,
    EXIT.failed,
    error?.advice ?? null,
  );
}

export function brokenPipeline(pipeline: Pick<Pipeline, 'failure' | 'jobs'>, id: string): CliError {
  const job = pipeline.jobs?.find((one) => one.state === 'failed' && one.error?.reason !== 'needs_failed');
  return job ? brokenJob(job) : new CliError(`${id} failed: ${pipeline.failure ?? 'without a reason'}`);
}

export const ranFor = (job: Job): string =>
  job.started_at === null || job.finished_at === null ? '-' : duration(job.finished_at - job.started_at);
