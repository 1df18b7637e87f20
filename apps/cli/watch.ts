import { CliError, EXIT } from './exits.js';
import { followJob, followPipeline, progressText, shareOf } from './follow.js';
import { reusedLine } from './reuse.js';
import type { Session } from './session.js';
import { sweepText } from './sweep-text.js';
import { duration } from './text.js';
import { versionOf } from './versions.js';
import { idOf, type Job, type Pipeline } from './views.js';

/** Follows a job or pipeline and ends with its outcome: exit 0 succeeded, 1 failed, 130 cancelled. */
export async function watch(session: Session, id: string): Promise<void> {
  const isPipeline = id.startsWith('pipe_');
  session.say(id);
  const ended = await session.progress().step<Job | Pipeline>('following', (note): Promise<Job | Pipeline> =>
    isPipeline
      ? followPipeline(session, id, {
          onJob: (job, name) => note(`${name}: ${job.state}`, 0),
          onEvent: (event, _job, name) => note(`${name}: ${progressText(event)}`, shareOf(event)),
        })
      : followJob(session, id, (event) => note(progressText(event), shareOf(event))),
  );
  const jobs = ended.object === 'pipeline' ? (ended.jobs ?? []) : [ended];
  const cells = ended.object === 'pipeline' && ended.sweep ? [sweepText(ended.sweep)] : [];
  const lines = [...jobs.flatMap(reusedLine), ...jobs.flatMap(tensorsOf), ...cells];
  session.print(ended, [`${id} ${ended.state}`, ...lines].join('\n'));
  if (ended.state === 'succeeded') return sayNext(session, ended);
  if (ended.state === 'cancelled') throw new CliError(`${id} was cancelled`, EXIT.interrupted);
  throw ended.object === 'pipeline' ? brokenPipeline(ended, id) : brokenJob(ended);
}

/** What the pipeline registered, and what to do with it. */
async function sayNext(session: Session, ended: Job | Pipeline): Promise<void> {
  const id = ended.object === 'pipeline' ? idOf(ended.model_version) : null;
  if (id === null) return;
  const { model, version } = await versionOf(session, id);
  session.say(`registered ${model}@${version}. Serve it: luthier promote ${model}@${version} --to production --wait`); // prettier-ignore
}

/** What a quantisation came to, in a line; none for another job. */
export function tensorsOf(job: Job): string[] {
  const { bits_per_weight: bits, tensors, fallback_tensors: fell } = job.result?.metrics ?? {};
  if (job.kind !== 'quantize' || typeof bits !== 'number') return [];
  const types = Object.entries(job.result?.metrics ?? {})
    .filter(([name]) => name.startsWith('tensors_'))
    .map(([name, count]) => `${count} ${name.slice('tensors_'.length)}`);
  const back = fell ? `; ${fell} of ${tensors} tensors fell back to another type` : '';
  return [`${job.id}: ${bits.toFixed(2)} bits per weight (${types.join(', ')})${back}`];
}

export function brokenJob(job: Job): CliError {
  const { error } = job;
  return new CliError(
    `${job.kind} ${job.id} ${job.state}: ${error?.message ?? job.meaning}`,
    EXIT.failed,
    error?.advice ?? null,
  );
}

export function brokenPipeline(pipeline: Pick<Pipeline, 'failure' | 'jobs' | 'sweep'>, id: string): CliError {
  const cells = (pipeline.sweep?.cells ?? []).flatMap(({ job, evaluation }) => [job, evaluation]);
  const job = pipeline.jobs?.find((one) => one.state === 'failed' && !cells.includes(one.id) && isCause(one));
  return job ? brokenJob(job) : new CliError(`${id} failed: ${pipeline.failure ?? 'without a reason'}`);
}

/** Not what failed for another's sake, but the choice of a sweep speaks for all of its cells. */
const isCause = (job: Job): boolean => job.kind === 'select' || job.error?.reason !== 'needs_failed';

export const ranFor = (job: Job): string =>
  job.started_at === null || job.finished_at === null ? '-' : duration(job.finished_at - job.started_at);
