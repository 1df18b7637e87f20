import type { Schemas } from '../../api/client.js';
import { isFinal, type Job, kindOf, titleOf } from './job-words.js';

export type Pipeline = Schemas['Pipeline'];
/** Whole where a list was asked to expand it, else its id. */
interface InPipeline {
  pipeline: unknown;
}
interface Whole {
  id: string;
  publish?: unknown;
  model_version?: unknown;
  state?: string;
}
const whole = ({ pipeline }: InPipeline): Whole | null =>
  typeof pipeline === 'object' ? (pipeline as Whole | null) : null;

export const pipelineOf = (job: InPipeline): string | null =>
  typeof job.pipeline === 'string' ? job.pipeline : (whole(job)?.id ?? null);

/** The model that a pipeline makes a version of; null where it publishes none. */
export function publishedBy(of: { publish?: unknown } | null): string | null {
  const model = (of?.publish as { model?: unknown } | null | undefined)?.model;
  return typeof model === 'string' ? model : null;
}

/** Of a job that was read with its pipeline. */
export const publishedAs = (job: InPipeline): string | null => publishedBy(whole(job));

interface MadeVersion {
  /** `intent-bot v1` */
  name: string;
  /** The training that it is of. */
  source: string | null;
}
/** What the pipeline of a job was published as, where both were read with it; null until then. */
export function versionOf(job: InPipeline): MadeVersion | null {
  const made = whole(job)?.model_version as Partial<Schemas['ModelVersion']> | string | null | undefined;
  if (typeof made !== 'object' || made?.model === undefined) return null;
  return { name: `${made.model} v${made.version}`, source: made.source_job ?? null };
}
/** The version that a training has become; null of any other job of its pipeline. */
export function becameOf(job: Pick<Job, 'id' | 'pipeline'>): string | null {
  const made = versionOf(job);
  return made?.source === job.id ? made.name : null;
}
/** `intent-bot v1`, or `intent-bot` where it is no version yet. */
export const madeFor = (job: InPipeline): string | null => versionOf(job)?.name ?? publishedAs(job);
/** Whether a version may still come of it. */
export const isPublishing = (job: InPipeline): boolean =>
  publishedAs(job) !== null && whole(job)?.state === 'running';

/** The title of a page or a column: a training goes by the version that it became. */
export function titleWithin(job: Job): string {
  const [title, became, model] = [titleOf(job), becameOf(job), madeFor(job)];
  if (became !== null) return `${became} · ${title}`;
  return model === null ? title : `${title} for ${model}`;
}

/** How far the jobs are that make a version; null where there is nothing to tell. */
export function publishing(
  pipeline: Pick<Pipeline, 'publish' | 'state' | 'jobs' | 'failure'>,
): string | null {
  const { state, jobs = [], failure } = pipeline;
  const model = publishedBy(pipeline);
  if (model === null || state === 'succeeded') return null;
  if (state !== 'running') return `Not published as ${model}${failure ? `: ${failure}` : '.'}`;
  const done = jobs.filter((job) => job.state === 'succeeded').length;
  const running = jobs.find((job) => job.state === 'running');
  const next = running ?? jobs.find((job) => !isFinal(job));
  const then = next ? `, ${kindOf(next)} ${running ? 'is running' : 'is next'}` : '';
  return `Publishing as ${model}: ${done} of ${jobs.length} jobs are done${then}.`;
}
