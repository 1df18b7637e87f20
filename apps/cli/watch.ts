import { answer } from '#client/client.js';
import { CliError, EXIT } from './exits.js';
import { followJob, followPipeline, getJob, progressText, shareOf } from './follow.js';
import type { Note } from './progress.js';
import { reusedLine } from './reuse.js';
import type { Session } from './session.js';
import { sweepText } from './sweep-text.js';
import { duration } from './text.js';
import { versionOf } from './versions.js';
import { idOf, type Job, type Pipeline } from './views.js';
import { tellWaiting } from './waiting.js';

/** Follows a job or pipeline and ends with its outcome: exit 0 succeeded, 1 failed, 130 cancelled. */
export async function watch(session: Session, id: string): Promise<void> {
  session.say(id);
  const ended = await session
    .progress()
    .step<Job | Pipeline>('following', (note) => followed(session, id, note));
  const jobs = ended.object === 'pipeline' ? (ended.jobs ?? []) : [ended];
  const cells = ended.object === 'pipeline' && ended.sweep ? [sweepText(ended.sweep)] : [];
  const lines = [...jobs.flatMap(reusedLine), ...jobs.flatMap(tensorsOf), ...cells];
  session.print(ended, [`${id} ${ended.state}`, ...lines].join('\n'));
  if (ended.state === 'succeeded') return sayNext(session, ended);
  if (ended.state === 'cancelled') throw new CliError(`${id} was cancelled`, EXIT.interrupted);
  throw ended.object === 'pipeline' ? brokenPipeline(ended, id) : brokenJob(ended);
}

/** What goes on is told on the way: numbers, states, and what a job waits for. */
async function followed(session: Session, id: string, note: Note): Promise<Job | Pipeline> {
  const over = new AbortController();
  const isPipeline = id.startsWith('pipe_');
  let job: Job | null = null;
  const jobs = async (): Promise<Job[]> => {
    if (!isPipeline) return [(job = await getJob(session, id))];
    const params = { path: { id } };
    return (await answer(session.client.GET('/v1/pipelines/{id}', { params }))).jobs ?? [];
  };
  const signal = AbortSignal.any([over.signal, session.signal]);
  // where it is quiet nobody reads it
  const waiting = session.quiet ? null : tellWaiting(session, jobs, { tell: (text) => note(text), signal });
  try {
    if (!isPipeline)
      return await followJob(session, id, (event) => note(progressText(event, job), shareOf(event)));
    return await followPipeline(session, id, {
      onJob: (one, name) => note(`${name}: ${one.state}`, 0),
      onEvent: (event, one, name) => note(`${name}: ${progressText(event, one)}`, shareOf(event)),
    });
  } finally {
    over.abort();
    await waiting;
  }
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
