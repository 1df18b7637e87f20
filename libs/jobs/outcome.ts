import type { Outcome } from '#sizing/calibration.js';
import type { Harness } from './lm-eval.contract.js';
import type { Estimate, Figure } from './estimate.contract.js';
import { mibOf } from './estimate-memory.js';

/** A finished job, as far as an estimate reads it. */
export interface Past {
  id: string;
  spec: unknown;
  result: unknown;
  estimate: Estimate | null;
  trainedTokens: bigint | null;
}
interface Result {
  seconds?: number;
  peak_memory_mb?: number;
  peak_gpu_memory_mb?: number;
  metrics?: Record<string, number>;
  harness?: Harness;
  /** Ids by name. */
  artifacts?: Record<string, string>;
  results_file?: string;
  environment?: { device?: string; dtype?: string };
}

/** What a job left; nothing where it has not succeeded. */
export const resultOf = (job: Pick<Past, 'result'>): Result => job.result ?? {};

/** Peak in MiB where the job ran: on the GPU, else of the process; null where nobody has measured it. */
export function peakMb(job: Pick<Past, 'result'>): number | null {
  const { environment, peak_memory_mb, peak_gpu_memory_mb } = resultOf(job);
  const peak = environment?.device === 'cuda' ? peak_gpu_memory_mb : peak_memory_mb;
  return peak === undefined ? null : mibOf(peak);
}

/** What a finished job came to, beside what was expected; null until it has succeeded. */
export function actualOf(job: Pick<Past, 'result' | 'trainedTokens'> & { estimate: unknown }) {
  const result = resultOf(job);
  if (result.seconds === undefined) return null;
  const expected = job.estimate as Estimate | null;
  const peak = peakMb(job);
  const actual = {
    tokens: job.trainedTokens === null ? null : Number(job.trainedTokens),
    steps: result.metrics?.['steps'] ?? null,
    seconds: result.seconds,
    memory_mb: peak === null ? null : Math.ceil(peak),
  };
  const share = (name: keyof typeof actual) => {
    const [is, was] = [actual[name], expected?.[name]?.value];
    return is === null || !was ? null : Math.round((is / was) * 1000) / 1000;
  };
  const inside = (name: keyof typeof actual) => {
    const told = rangeOf(expected?.[name] ?? null);
    const is = actual[name];
    return is === null || !told ? null : is >= told.low && is <= told.high;
  };
  return {
    ...actual,
    of_estimate: {
      tokens: share('tokens'),
      steps: share('steps'),
      seconds: share('seconds'),
      memory_mb: share('memory_mb'),
    },
    within: { seconds: inside('seconds'), memory_mb: inside('memory_mb') },
  };
}

function rangeOf(figure: Figure | null): Outcome['told'] {
  if (figure?.low === undefined || figure.high === undefined) return null;
  return { value: figure.value, low: figure.low, high: figure.high };
}

/** The same as pairs for a calibration; null where a side is missing. */
export function outcomeOf(job: Past, name: 'seconds' | 'memory_mb'): Outcome | null {
  const formula = job.estimate?.formula?.[name] ?? null;
  const actual = name === 'seconds' ? (resultOf(job).seconds ?? null) : peakMb(job);
  if (formula === null || actual === null || !(formula > 0) || !(actual > 0)) return null;
  return { formula, actual, told: rangeOf(job.estimate?.[name] ?? null) };
}
