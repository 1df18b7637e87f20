import { createHash } from 'node:crypto';
import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import type { operations } from '#client/schema.js';
import type { Session } from '../session.js';
import type { PlanJob } from './plan-file.js';

type Body = operations['fine_tuning_jobs_create']['requestBody']['content']['application/json'];
export interface Submitted {
  id: string;
  status: string;
  fine_tuned_model: string | null;
  metadata: Record<string, string> | null;
}

/** OpenAI's create call for a job of the plan; its ids at OpenAI stay with it as metadata. */
export function bodyOf(job: PlanJob, version: { id: string }, base: string): Body {
  const { method, hyperparameters, seed, suffix } = job.to;
  return {
    model: base,
    training_file: version.id,
    method: { type: method, [method]: { hyperparameters } },
    ...(seed === null ? {} : { seed }),
    ...(suffix === null ? {} : { suffix }),
    metadata: metadataOf(job),
  };
}

export const metadataOf = (job: PlanJob): Record<string, string> => ({
  openai_job_id: job.openai_job_id,
  openai_file_id: job.training_file,
  ...(job.validation_file ? { openai_validation_file_id: job.validation_file } : {}),
  openai_base_model: job.model.slice(0, 512),
  ...(job.fine_tuned_model ? { openai_model: job.fine_tuned_model.slice(0, 512) } : {}),
});

/** Jobs of the project that came of this one, the newest first. */
export async function jobsFrom(session: Session, openaiJobId: string): Promise<Submitted[]> {
  const query = { limit: '100', metadata: { openai_job_id: openaiJobId } };
  const page = await answer(session.client.GET('/v1/fine_tuning/jobs', { params: { query } }));
  return page.data as unknown as Submitted[];
}

export interface DryRun {
  refused: ApiError | null;
  estimate: string;
}

/** Asks the service whether it would take the job, its license gate included, and what it would come to; makes nothing. */
export async function rehearse(session: Session, body: Body): Promise<DryRun> {
  try {
    const dry = (await answer(
      session.client.POST('/v1/fine_tuning/jobs', { body: { ...body, dry_run: true } }),
    )) as unknown as { estimate?: Estimate };
    return { refused: null, estimate: textOf(dry.estimate ?? {}) };
  } catch (error) {
    if (error instanceof ApiError && error.status < 500 && error.status !== 401)
      return { refused: error, estimate: '' };
    throw error;
  }
}

interface Estimate {
  rows?: number;
  steps?: number;
  seconds?: { value: number } | null;
  memory_mb?: { value: number } | null;
  cost?: { currency: string; units: number; nanos: number } | null;
}

function textOf({ rows, steps, seconds, memory_mb: memory, cost }: Estimate): string {
  return [
    rows === undefined ? '' : `${rows} rows, ${steps} steps`,
    seconds ? `about ${Math.ceil(seconds.value / 60)} min` : 'no estimate of time',
    memory ? `${Math.round(memory.value)} MB` : '',
    cost ? `${(cost.units + cost.nanos / 1e9).toFixed(2)} ${cost.currency}` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** Submits it. The same body again, after an answer that was lost, makes no second job; `earlier` counts those that ended badly. */
export async function submit(session: Session, body: Body, earlier: number): Promise<Submitted> {
  const print = createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 32);
  const header = { 'idempotency-key': `openai-import-${earlier}-${print}` };
  const made = await answer(session.client.POST('/v1/fine_tuning/jobs', { params: { header }, body }));
  return made as unknown as Submitted;
}
