import { median } from '#kernel/median.js';
import type { Figure, Money } from './estimate.contract.js';
import type { Method } from './hyperparameters.js';

/** A finished job of the same sort: how much it did and how long that took. */
export interface Sample {
  /** Trained tokens, rows measured, or 1 for a job that is one piece. */
  units: number;
  seconds: number;
}

/**
 * Floating point operations per token: 2N forward, and for training 2N back through frozen weights, which need no gradient of
 * their own (Kaplan et al. 2020, section 2.1, less its 2N for weight gradients). DPO asks the model that training began with
 * too: 2N more (Rafailov et al. 2023, eq. 7). KTO asks both of a second answer besides, to see how far they are apart: 4N more
 * (Ethayarajh et al. 2024, section 4.2). `recomputes`: one more forward pass.
 */
export const flopsPerToken = (parameters: number, method: Method, recomputes: boolean): number =>
  parameters * (4 + (method === 'dpo' ? 2 : method === 'kto' ? 6 : 0) + (recomputes ? 2 : 0));

/**
 * Sustained, not peak. A core: 142 to 156 tokens/s of LoRA on 135M over two cores (jobs/lib/hardware.py) at 4N. A GPU: a fifth of
 * the 312 Tflop/s of an A100 in bfloat16, as small batches get it.
 */
export const SUSTAINED = { core: 40e9, gpu: 60e12 } as const;
/** Of weights from a disk, hashed on the way. */
const READ_BYTES_PER_SECOND = 200e6;
/** Imports, tokenizer, first kernels. */
const START_SECONDS = 15;
/** Where weights are read from memory for every new token. */
const MEMORY_BYTES_PER_SECOND = { cpu: 10e9, cuda: 1e12 } as const;

export const startSeconds = (weightBytes: number): number =>
  START_SECONDS + weightBytes / READ_BYTES_PER_SECOND;

/** Of a pass that writes answers: every batch of new tokens reads all weights once (Pope et al. 2022, section 2). */
export const answerSeconds = (of: {
  weightBytes: number;
  batches: number;
  newTokens: number;
  device: 'cpu' | 'cuda';
}): number => (of.batches * of.newTokens * of.weightBytes) / MEMORY_BYTES_PER_SECOND[of.device];

/**
 * Seconds for `units` from what earlier jobs took: a line through them (least squares, its start not below 0), so that a short
 * job's loading time is not multiplied; with fewer than three sizes the median of their rates. Null without a sample.
 */
export function secondsFrom(samples: readonly Sample[], units: number): number | null {
  const usable = samples.filter((one) => one.units > 0 && one.seconds > 0);
  if (usable.length === 0) return null;
  const rate = median(usable.map((one) => one.seconds / one.units));
  if (new Set(usable.map((one) => one.units)).size < 3) return rate * units;
  const mean = (of: (one: Sample) => number) => usable.reduce((sum, one) => sum + of(one), 0) / usable.length;
  const [x, y] = [mean((one) => one.units), mean((one) => one.seconds)];
  const slope =
    mean((one) => (one.units - x) * (one.seconds - y)) / mean((one) => (one.units - x) * (one.units - x));
  const start = y - slope * x;
  return slope > 0 && start >= 0 ? start + slope * units : rate * units;
}

export const measured = (value: number, from: string): Figure => ({
  value: Math.ceil(value),
  basis: 'measured',
  from,
});
export const formula = (value: number, from: string): Figure => ({
  value: Math.ceil(value),
  basis: 'formula',
  from,
});

export interface GpuPrice {
  currency: string;
  /** 10^-9 of the currency for an hour of one GPU. */
  nanosPerHour: number;
}

/** `2.50 EUR`, as the setting has it. */
export function gpuHourPrice(text: string | undefined): GpuPrice | null {
  const [, amount, currency] = /^([\d.]+) ([A-Z]{3})$/.exec(text ?? '') ?? [];
  return currency === undefined ? null : { currency, nanosPerHour: Math.round(Number(amount) * 1e9) };
}

export function costOf(gpuSeconds: number, price: GpuPrice): Money {
  const nanos = Math.round((gpuSeconds / 3600) * price.nanosPerHour);
  return { currency: price.currency, units: Math.floor(nanos / 1e9), nanos: nanos % 1e9 };
}
