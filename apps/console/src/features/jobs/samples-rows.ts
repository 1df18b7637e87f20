import type { Schemas } from '../../api/client.js';
import { isFinal, type Job } from './job-words.js';

export type Sample = Schemas['JobSample'];

export interface PromptRow {
  index: number;
  prompt: string;
  /** Of the checkpoint that is looked at, and of the one before it. */
  now: Sample | undefined;
  before: Sample | undefined;
}

/** The steps that there are answers of, ascending. */
export const stepsOf = (samples: readonly Sample[]): number[] =>
  [...new Set(samples.map(({ step }) => step))].sort((a, b) => a - b);

/** The prompts with their answers at one step, beside those of the step before it. */
export function rowsAt(samples: readonly Sample[], step: number): PromptRow[] {
  const before = stepsOf(samples).findLast((one) => one < step);
  const rows = Map.groupBy(samples, ({ index }) => index);
  return [...rows]
    .sort(([a], [b]) => a - b)
    .map(([index, all]) => ({
      index,
      prompt: all[0]!.prompt,
      now: all.find((one) => one.step === step),
      before: before === undefined ? undefined : all.find((one) => one.step === before),
    }));
}

/** Why there is nothing to show. */
export function whyNoSamples(job: Pick<Job, 'kind' | 'state' | 'spec' | 'reused_from'>): string {
  if (job.kind !== 'finetune') return 'Only a training answers prompts behind its checkpoints.';
  if (!('samples' in job.spec))
    return "It was not asked for any. Name up to eight prompts in 'samples' when you submit a training.";
  if (job.reused_from) return `No program of it ran: ${job.reused_from} is identical and answered for it.`;
  if (!isFinal(job)) return 'The first answers come behind the first checkpoint.';
  return 'It ended before its first checkpoint, or no prompt fitted into what the model reads; the log says so.';
}
