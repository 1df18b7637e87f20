import { z } from 'zod';

/** One number with where it comes from: `measured` by earlier jobs or a token report, or worked out by a `formula`. */
const figure = z.object({
  value: z.number(),
  basis: z.enum(['measured', 'formula']),
  from: z.string().meta({ description: 'What it was measured on, or the formula with its source.' }),
});
export type Figure = z.infer<typeof figure>;

const mb = z.number().nonnegative();
/** By part, in MiB; parts that a kind of job has not are 0. */
const memoryParts = z.object({
  weights: mb,
  adapter: mb,
  gradients: mb,
  optimizer: mb,
  activations: mb,
  runtime: mb,
});
export type MemoryParts = z.infer<typeof memoryParts>;

export const money = z.object({
  currency: z.string().meta({ examples: ['EUR'] }),
  units: z.int(),
  nanos: z.int().min(0).max(999_999_999).meta({ description: '10^-9 units.' }),
});
export type Money = z.infer<typeof money>;

/** What a job is expected to come to; kept with the job when it is submitted. */
export const estimate = z.object({
  kind: z.enum(['finetune', 'merge', 'quantize', 'evaluate']),
  base_model: z.string().nullable(),
  target: z.object({
    name: z.string(),
    device: z.enum(['cuda', 'cpu']).nullable(),
    memory_mb: z.int().nullable().meta({ description: 'What one attempt may use.' }),
  }),
  tokens: figure.nullable(),
  steps: figure.nullable(),
  seconds: figure.nullable(),
  gpu_seconds: figure.nullable(),
  memory_mb: figure.extend({ parts: memoryParts.nullable() }).nullable(),
  fits: z.boolean().nullable(),
  fits_reason: z.string(),
  cost: money
    .nullable()
    .meta({ description: 'Null without LUTHIER_GPU_HOUR_PRICE, and on a target without GPU.' }),
});
export type Estimate = z.infer<typeof estimate>;
