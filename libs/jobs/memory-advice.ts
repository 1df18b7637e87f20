import { changesText, settingsThatFit } from '#sizing/settings.js';
import { memoryOf, totalOf } from '#sizing/memory.js';
import { settingOf } from './estimate.js';
import type { Estimate } from './estimate.contract.js';
import type { Ground } from './estimate-ground.js';
import { isContract, type StoredSpec } from './spec.js';

/** What an out-of-memory says beside its message: the numbers, and settings under which the same training would fit. */
export interface MemoryAdvice {
  /** MiB by the estimator; at least what was there, for that was not enough. */
  needed_mb: number | null;
  available_mb: number | null;
  settings: {
    changes: { param: string; from: string | number; to: string | number }[];
    memory_mb: number;
    verdict: 'fits' | 'tight';
  }[];
  /** Why there are no numbers or no settings; null where there are. */
  unavailable_reason: string | null;
}

/** What a job's body can say; the rest of the estimator's settings the recipes choose. */
const SETTABLE = new Set([
  'trainer.batch_size',
  'trainer.gradient_accumulation_steps',
  'trainer.max_seq_length',
  'adapter.type',
  'adapter.r',
]);
/** It was not enough, so that more than this was asked for. */
const BEYOND = 1.05;
const MIB = 2 ** 20;

export function memoryAdvice(
  job: { spec: StoredSpec; estimate: Estimate | null },
  ground: Pick<Ground, 'size' | 'device' | 'history' | 'target'>,
): MemoryAdvice {
  const { spec, estimate } = job;
  const available = estimate?.target.memory_mb ?? null;
  const told = estimate?.memory_mb?.value ?? null;
  const needed = told === null || available === null ? told : Math.ceil(Math.max(told, available * BEYOND));
  const none = (unavailable_reason: string): MemoryAdvice => ({
    ...{ needed_mb: needed, available_mb: available, settings: [], unavailable_reason },
  });
  if (isContract(spec) || spec.kind !== 'finetune')
    return none('Settings are worked out for trainings only.');
  const { training, missing } = settingOf(ground, spec, estimate?.row_tokens?.longest ?? null);
  if (!training) return none(missing);
  if (available === null)
    return none(`The target ${ground.target} has not said what memory an attempt may use.`);
  const { trainer } = spec.params;
  const settings = settingsThatFit(training, {
    available: available * MIB,
    accumulation: trainer.gradient_accumulation_steps,
    batch: trainer.batch_size,
    factor: (needed ?? 0) === 0 ? 1 : Math.max(1, (needed! * MIB) / totalOf(memoryOf(training))),
    allowed: SETTABLE,
  });
  if (settings.length === 0)
    return none(
      'By the estimator no setting of this base model fits: take a smaller one or a larger target.',
    );
  return {
    ...{ needed_mb: needed, available_mb: available, unavailable_reason: null },
    settings: settings.map(({ changes, bytes, verdict }) => ({
      changes: changes.map((change) =>
        // rows are shorter than the cut that the job names
        change.param === 'trainer.max_seq_length'
          ? { ...change, from: trainer.max_seq_length }
          : { ...change },
      ),
      memory_mb: Math.ceil(bytes / MIB),
      verdict,
    })),
  };
}

/** The advice in sentences; null without settings to name. */
export function memoryAdviceText(advice: MemoryAdvice): string | null {
  const { needed_mb, available_mb, settings } = advice;
  if (settings.length === 0) return null;
  const ways = settings.map(
    (one, index) =>
      `(${index + 1}) ${changesText(one)}: about ${one.memory_mb} MiB${one.verdict === 'tight' ? ', tight' : ''}`,
  );
  return `It needed about ${needed_mb} MiB and had ${available_mb} MiB. By the estimator these fit: ${ways.join('; ')}.`;
}
