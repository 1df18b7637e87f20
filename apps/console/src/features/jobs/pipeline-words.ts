import type { Schemas } from '../../api/client.js';
import { isFinal, kindOf } from './job-words.js';

export type Pipeline = Schemas['Pipeline'];
/** Whole where a list was asked to expand it, else its id. */
interface InPipeline {
  pipeline: unknown;
}
const whole = ({ pipeline }: InPipeline): { id: string; publish?: unknown } | null =>
  typeof pipeline === 'object' ? (pipeline as { id: string } | null) : null;

export const pipelineOf = (job: InPipeline): string | null =>
  typeof job.pipeline === 'string' ? job.pipeline : (whole(job)?.id ?? null);

/** The model that a pipeline makes a version of; null where it publishes none. */
export function publishedBy(of: { publish?: unknown } | null): string | null {
  const model = (of?.publish as { model?: unknown } | null | undefined)?.model;
  return typeof model === 'string' ? model : null;
}

/** Of a job that was read with its pipeline. */
export const publishedAs = (job: InPipeline): string | null => publishedBy(whole(job));

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
