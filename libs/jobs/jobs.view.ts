import { unix, unixOrNull } from '#kernel/clock.js';
import { idBody } from '#kernel/ids.js';
import { actualOf } from './outcome.js';
import type { Estimate } from './estimate.contract.js';
import type { Evidence } from './evidence.js';
import { CANCELLED, FAILURES, isFailureReason } from './failure.js';
import { MEANING } from './job.js';
import { type MemoryAdvice, memoryAdviceText } from './memory-advice.js';
import type { CurvePoint, JobEventRow } from './job-log.repository.js';
import type { AttemptRow, JobRow, PipelineRow } from './jobs.repository.js';
import { sweepOf } from './sweep.js';

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
  reuse: row.reuse ?? ('never' as const),
  reused_from: row.reusedFrom,
  reproduces: row.reproduces,
  metadata: row.metadata,
  decision: row.decisionId,
  attempts: row.attemptCount,
  progress: row.progress,
  result: row.result,
  estimate: row.estimate as Estimate | null,
  actual: actualOf(row),
  usage: row.usage,
  trained_tokens: row.trainedTokens === null ? null : Number(row.trainedTokens),
  fine_tuned_model: row.fineTunedModel,
  error: failureView(row),
  ending: endingView(row),
  created_at: unix(row.createdAt),
  started_at: unixOrNull(row.startedAt),
  finished_at: unixOrNull(row.finishedAt),
});

/** Why a job failed, whose fault it is and what to do; null unless it failed. */
export function failureView(row: JobRow) {
  if (row.failureReason === null) return null;
  const known = isFailureReason(row.failureReason) ? FAILURES[row.failureReason] : FAILURES.internal;
  const details = row.failureDetails as MemoryAdvice | null;
  return {
    code: known.openai,
    reason: row.failureReason,
    blame: known.blame,
    retryable: known.retryable,
    message: row.failureMessage ?? '',
    advice: (details && memoryAdviceText(details)) ?? known.advice,
    param: null,
    ...(details ? { details } : {}),
  };
}

/** Why a job ended without a result, in one form for failures and cancellations; null for every other job. */
export function endingView(row: JobRow) {
  const evidence = (row.failureEvidence as Evidence | null) ?? {};
  const failure = failureView(row);
  if (failure) {
    const { reason, blame, retryable, message, advice } = failure;
    return { reason, blame, retryable, message, advice, evidence };
  }
  if (row.state !== 'cancelled') return null;
  const { blame, retryable, advice } = CANCELLED;
  const message = evidence.by ? `Cancelled by ${evidence.by}.` : 'Cancelled by a person.';
  return { reason: 'cancelled', blame, retryable, message, advice, evidence };
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
  usage: row.usage,
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

/** `min`, `max` and `count` only where it stands for several. */
export const pointView = ({ key, step, value, at, ...span }: CurvePoint) => ({
  key,
  step,
  value,
  ...(span.count > 1 && span),
  at: unix(at),
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
  ...(jobs ? { sweep: sweepOf(jobs), jobs: jobs.map(jobView) } : {}),
});
