import { unix, unixOrNull } from '#kernel/clock.js';
import { idBody } from '#kernel/ids.js';
import { actualOf } from './estimate.js';
import type { Estimate } from './estimate.contract.js';
import { FAILURES, isFailureReason } from './failure.js';
import { MEANING } from './job.js';
import type { JobEventRow } from './job-log.repository.js';
import type { AttemptRow, JobRow, PipelineRow } from './jobs.repository.js';

export const jobView = (row: JobRow) => ({
  id: row.id,
  object: 'job' as const,
  kind: row.kind,
  state: row.state,
  meaning: MEANING[row.state],
  ...(row.kind === 'finetune' ? { fine_tuning_job: `ftjob-${idBody(row.id)}` } : {}),
  pipeline: row.pipelineId,
  needs: row.needs,
  target: row.target,
  spec: row.spec,
  seed: row.seed,
  metadata: row.metadata,
  decision: row.decisionId,
  attempts: row.attemptCount,
  progress: row.progress,
  result: row.result,
  estimate: row.estimate as Estimate | null,
  actual: actualOf(row),
  trained_tokens: row.trainedTokens === null ? null : Number(row.trainedTokens),
  fine_tuned_model: row.fineTunedModel,
  error: failureView(row),
  created_at: unix(row.createdAt),
  started_at: unixOrNull(row.startedAt),
  finished_at: unixOrNull(row.finishedAt),
});

/** Why a job failed, whose fault it is and what to do; null unless it failed. */
export function failureView(row: JobRow) {
  if (row.failureReason === null) return null;
  const known = isFailureReason(row.failureReason) ? FAILURES[row.failureReason] : FAILURES.internal;
  return {
    code: known.openai,
    reason: row.failureReason,
    blame: known.blame,
    retryable: known.retryable,
    message: row.failureMessage ?? '',
    advice: known.advice,
    param: null,
  };
}

export const attemptView = (row: AttemptRow) => ({
  id: row.id,
  object: 'attempt' as const,
  number: row.number,
  name: row.name,
  target: row.target,
  live: row.live,
  resumed_from_step: row.resumedFrom,
  exit_code: row.exitCode,
  reason: row.reason,
  message: row.message,
  created_at: unix(row.createdAt),
  started_at: unixOrNull(row.startedAt),
  finished_at: unixOrNull(row.finishedAt),
});

export const eventView = (row: JobEventRow) => ({
  id: row.id,
  object: 'fine_tuning.job.event' as const,
  created_at: unix(row.createdAt),
  level: row.level,
  type: row.type,
  message: row.message,
  data: row.data ?? null,
});

export const pipelineView = (row: PipelineRow, jobs?: JobRow[]) => ({
  id: row.id,
  object: 'pipeline' as const,
  name: row.name,
  state: row.state,
  publish: row.publish ?? null,
  model_version: row.versionId,
  failure: row.failure,
  created_at: unix(row.createdAt),
  ...(jobs ? { jobs: jobs.map(jobView) } : {}),
});
