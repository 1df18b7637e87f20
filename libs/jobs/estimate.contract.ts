import { z } from 'zod';

/**
 * One number with where it comes from: `measured` by earlier jobs or a token report, worked out by a `formula`, or by a formula
 * that earlier jobs have `calibrated`.
 */
export const figure = z.object({
  value: z.number(),
  basis: z.enum(['measured', 'formula', 'calibrated']),
  from: z.string().meta({ description: 'What it was measured on, or the formula with its source.' }),
  low: z.number().optional().meta({ description: 'The number is expected between this and `high`.' }),
  high: z.number().optional(),
});
export type Figure = z.infer<typeof figure>;

const mb = z.number().nonnegative();
/** By part, in MiB; parts that a kind of job has not are 0. */
export const memoryParts = z.object({
  weights: mb,
  adapter: mb,
  gradients: mb,
  optimizer: mb,
  activations: mb,
  logits: mb.optional(),
  runtime: mb,
});
export type MemoryParts = z.infer<typeof memoryParts>;

export const money = z.object({
  currency: z.string().meta({ examples: ['EUR'] }),
  units: z.int(),
  nanos: z.int().min(0).max(999_999_999).meta({ description: '10^-9 units.' }),
});
export type Money = z.infer<typeof money>;

export const verdict = z.enum(['fits', 'tight', 'does_not_fit']).meta({
  description: 'fits: with all of the interval; tight: with the expected value only.',
});
/** Why a number is null. */
export const unavailable = z.object({ what: z.string(), reason: z.string() });
export type Unavailable = z.infer<typeof unavailable>;

/** What a job is expected to come to; kept with the job when it is submitted. */
export const estimate = z.object({
  kind: z.enum(['finetune', 'merge', 'quantize', 'evaluate', 'own']),
  base_model: z.string().nullable(),
  target: z.object({
    name: z.string(),
    device: z.enum(['cuda', 'cpu']).nullable(),
    memory_mb: z.int().nullable().meta({ description: 'What one attempt may use, in MiB.' }),
  }),
  row_tokens: z
    .object({ mean: z.number(), longest: z.number() })
    .nullable()
    .optional()
    .meta({ description: 'Of a row as the model reads it; of a preference pair, both answers.' }),
  tokens: figure.nullable(),
  steps: figure.nullable(),
  seconds: figure.nullable(),
  gpu_seconds: figure.nullable(),
  memory_mb: figure
    .extend({ parts: memoryParts.nullable() })
    .nullable()
    .meta({ description: 'MiB on the device: of one GPU, or of the process on a CPU.' }),
  host_memory_mb: figure.nullable().optional().meta({ description: 'MiB of the machine beside its GPUs.' }),
  energy_kwh: figure.nullable().optional(),
  fits: z.boolean().nullable(),
  verdict: verdict.nullable().optional(),
  fits_reason: z.string(),
  cost: money
    .nullable()
    .meta({ description: 'Null without LUTHIER_GPU_HOUR_PRICE, and on a target without GPU.' }),
  unavailable: z.array(unavailable).optional().meta({ description: 'Why a number above is null.' }),
  formula: z
    .object({ memory_mb: z.number().nullable(), seconds: z.number().nullable() })
    .optional()
    .meta({ description: 'What the formula alone says: what calibration compares with the outcome.' }),
});
export type Estimate = z.infer<typeof estimate>;
