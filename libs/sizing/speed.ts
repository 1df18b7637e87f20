import type { Gpu } from './gpus.js';
import type { Training } from './memory.js';

/** What one number is expected to be, and between what it will be found. */
export interface Ranged {
  value: number;
  low: number;
  high: number;
}

/**
 * Share of a GPU's bfloat16 peak that training keeps, and what each layer of a micro-batch costs at least in launches: read off
 * Qwen-7B's seconds an iteration (data/speeds.csv), which a line through long rows and a floor under short ones describe.
 */
const UTILISATION = 0.48;
const LAYER_SECONDS = { plain: 0.004, quantized: 0.011 } as const;
/** Of the board's limit, while a training runs; the rest of the machine is not counted. */
const POWER = 0.85;
/** How far off a speed may be: kernels, compilers and cooling differ more than memory does. */
export const SPEED_INTERVAL = { low: 0.5, high: 2 } as const;

/**
 * Floating point operations per token: 2N forward, 2N back through the weights, 2N more for their gradients where they are
 * trained (Kaplan et al. 2020, section 2.1), 2N where activations are recomputed, 2N for a preference pair's reference.
 */
export function flopsPerToken(training: Training, reference: boolean): number {
  const passes = 2 + 2 + (training.adapter ? 0 : 2) + (training.checkpointing ? 2 : 0) + (reference ? 2 : 0);
  return passes * training.shape.parameters;
}

/** Tokens a second of one GPU; null where its maker names no bfloat16 rate. */
export function tokensPerSecond(training: Training, gpu: Gpu, reference = false): number | null {
  if (gpu.tflops === null) return null;
  const tokens = training.sequences * training.length;
  const work = (tokens * flopsPerToken(training, reference)) / (gpu.tflops * 1e12 * UTILISATION);
  const floor = training.shape.layers * LAYER_SECONDS[training.quantization === null ? 'plain' : 'quantized'];
  return tokens / Math.max(work, floor);
}

/** Kilowatt-hours, modelled: nobody has measured. */
export const energyKwh = (gpu: Gpu, gpuSeconds: number): number => (gpu.watts * POWER * gpuSeconds) / 3.6e6;
