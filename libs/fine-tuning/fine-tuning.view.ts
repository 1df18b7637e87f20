import { unix, unixOrNull } from '#kernel/clock.js';
import { idBody } from '#kernel/ids.js';
import type { RunView } from '#integrations/run-view.js';
import { autoRate, plannedSteps, rateOf } from '#jobs/hyperparameters.js';
import { isFinal, openaiStatus, paused } from '#jobs/job.js';
import type { CheckpointRow } from '#jobs/job-log.repository.js';
import type { JobRow, PipelineRow } from '#jobs/jobs.repository.js';
import { endingView, failureView } from '#jobs/jobs.view.js';
import { resultOf } from '#jobs/outcome.js';
import type { FinetuneSpec } from '#jobs/spec.js';

/** What a fine-tuning job at the OpenAI door is: the training, and what makes its model callable. */
export interface FineTuning {
  job: JobRow;
  pipeline: PipelineRow | null;
  /** Merge and quantisation, in order; empty for a job of the native door. */
  followers: JobRow[];
  /** What is said about the model beside: none of it makes or breaks the job. */
  checks: JobRow[];
  org: string;
  /** Its integrations, with the run of each. */
  mirrors: RunView[];
  baseSlug: string;
  parameterCount: number | null;
}

/** OpenAI's job object: all keys always there. `succeeded` only once the model is registered and has its name. */
export function fineTuningView(ft: FineTuning) {
  const { job } = ft;
  const spec = job.spec as unknown as FinetuneSpec;
  const { status, error } = statusOf(ft);
  const hyperparameters = hyperparametersOf(job, spec, ft.parameterCount);
  return {
    id: `ftjob-${idBody(job.id)}`,
    object: 'fine_tuning.job' as const,
    created_at: unix(job.createdAt),
    finished_at: finishedAt(ft, status),
    estimated_finish: estimatedFinish(job),
    model: spec.openai?.model ?? ft.baseSlug,
    fine_tuned_model: status === 'succeeded' ? job.fineTunedModel : null,
    organization_id: ft.org,
    status,
    error,
    training_file: spec.openai?.training_file ?? spec.dataset_version,
    validation_file: spec.openai?.validation_file ?? null,
    result_files: resultFiles(job),
    trained_tokens: job.trainedTokens === null ? null : Number(job.trainedTokens),
    seed: job.seed,
    hyperparameters,
    method: methodView(spec.params, hyperparameters),
    integrations: ft.mirrors,
    metadata: job.metadata ?? null,
    user_provided_suffix: job.suffix,
    adapter: spec.params.adapter,
    trainer: spec.params.trainer,
  };
}

/** Methods that OpenAI does not have go by their own name: a job of the native door is seen through this one too. */
function methodView<T>({ method }: FinetuneSpec['params'], hyperparameters: T) {
  const type = method === 'sft' ? 'supervised' : method;
  return { type, [type]: { hyperparameters } };
}

/** What `dry_run` answers: the job that would be, with the numbers it would train with; it names nothing. */
export function dryRunView(ft: FineTuning) {
  const { rows, params } = ft.job.spec as unknown as FinetuneSpec;
  const hyperparameters = numbersOf(params, ft.parameterCount);
  return {
    ...fineTuningView(ft),
    id: null,
    integrations: ft.mirrors.map(({ type, wandb }) => ({ type, wandb: { ...wandb, run_id: null } })),
    hyperparameters,
    method: methodView(params, hyperparameters),
    dry_run: true as const,
    estimate: { ...(ft.job.estimate as object | null), rows, steps: plannedSteps(params, rows) },
  };
}

const resultFiles = (job: JobRow): string[] => {
  const id = resultOf(job).results_file;
  return id === undefined ? [] : [id];
};

function statusOf(ft: FineTuning): { status: string; error: object | null } {
  const { job, pipeline, followers } = ft;
  const pausing = job.desired === 'pause' && paused(job.state) !== null;
  if (pausing) return { status: 'pausing', error: null };
  if (job.state !== 'succeeded') return { status: openaiStatus(job.state), error: errorOf(job) };
  const broken = followers.find((other) => other.state === 'failed' || other.state === 'cancelled');
  if (broken) return { status: broken.state, error: errorOf(broken) };
  if (pipeline?.publish && !pipeline.versionId) {
    if (pipeline.state !== 'failed') return { status: 'running', error: null };
    return {
      status: 'failed',
      error: {
        code: 'registration_failed',
        message: pipeline.failure ?? 'The model was not registered.',
        param: null,
      },
    };
  }
  return { status: 'succeeded', error: null };
}

/** OpenAI's three fields, and beside them ours. */
function errorOf(job: JobRow) {
  const failure = failureView(job);
  if (!failure) return null;
  const { evidence } = endingView(job)!;
  const param = failure.code === 'invalid_training_file' ? 'training_file' : null;
  const { code, message, reason, blame, advice } = failure;
  return { code, message: `${message} ${advice}`, param, reason, blame, advice, evidence };
}

function finishedAt(ft: FineTuning, status: string): number | null {
  if (!['succeeded', 'failed', 'cancelled'].includes(status)) return null;
  const last = [...ft.followers].reverse().find((other) => other.finishedAt !== null) ?? ft.job;
  return unixOrNull(last.finishedAt ?? ft.job.finishedAt);
}

function estimatedFinish(job: JobRow): number | null {
  const eta = (job.progress as { eta_seconds?: number } | null)?.eta_seconds;
  return isFinal(job.state) || job.state === 'paused' || eta === undefined
    ? null
    : Math.floor(Date.now() / 1000 + eta);
}

/** "auto" until the job is queued, then the numbers that it trains with. */
function hyperparametersOf(job: JobRow, spec: FinetuneSpec, parameterCount: number | null) {
  const asked = spec.openai?.hyperparameters;
  if (job.state === 'validating' && asked) return asked;
  return numbersOf(spec.params, parameterCount);
}

function numbersOf(params: FinetuneSpec['params'], parameterCount: number | null) {
  const { n_epochs, batch_size, learning_rate } = params.trainer;
  const multiplier = Number((learning_rate / autoRate(parameterCount, rateOf(params))).toPrecision(6));
  const beta = params.method === 'sft' ? {} : { beta: params.beta };
  return { n_epochs, batch_size, learning_rate_multiplier: multiplier, ...beta };
}

export const checkpointView = (row: CheckpointRow, job: JobRow) => ({
  id: row.id,
  object: 'fine_tuning.job.checkpoint' as const,
  created_at: unix(row.createdAt),
  fine_tuning_job_id: `ftjob-${idBody(job.id)}`,
  step_number: row.step,
  fine_tuned_model_checkpoint: `${job.fineTunedModel ?? `ft:${job.id}`}:ckpt-step-${row.step}`,
  metrics: { step: row.step, ...(row.metrics as object) },
});
