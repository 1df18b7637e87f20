import { z } from 'zod';
import type { ModelFacts } from './facts.js';
import { shapeOf } from './facts.js';
import type { Training } from './memory.js';

const number = z.coerce.number().positive();
/** A line of data/models.csv: facts of a published config.json and of its weights. */
export const modelLine = z.object({
  model: z.string(),
  parameters: number,
  hidden: number,
  layers: number,
  intermediate: number,
  heads: number,
  kv_heads: number,
  vocabulary: number,
  tied: z.enum(['yes', 'no']),
});
/** A line of data/measurements.csv: what somebody else measured, with the settings that they state. */
export const measurementLine = z.object({
  family: z.string(),
  model: z.string(),
  method: z.enum(['lora', 'lora_emb', 'qlora', 'full', 'dpo']),
  length: number,
  batch: number,
  gpus: number,
  zero: z.enum(['-', '0', '1', '2', '3']),
  r: z.coerce.number().nonnegative(),
  targets: z.string(),
  quantization: z.enum(['-', 'nf4', 'int4']),
  upcast: z.enum(['yes', 'no']),
  checkpointing: z.enum(['yes', 'no']),
  logits: z.enum(['full', 'chunked']),
  attention: z.enum(['fused', 'eager']),
  /** Whether `memory` is of one GPU or the sum of all. */
  per: z.enum(['gpu', 'all']),
  memory: number,
  unit: z.enum(['GB', 'GiB']),
  /** `oracle`: of the design's table, with the halves; `further`: families of another source, in neither half. */
  set: z.enum(['oracle', 'further']),
  /** Key of data/sources.csv. */
  source: z.string(),
});
export type MeasurementLine = z.infer<typeof measurementLine>;

export interface Measurement {
  line: MeasurementLine;
  training: Training;
  /** Of one GPU. */
  bytes: number;
}

export function measurementsOf(models: readonly unknown[], lines: readonly unknown[]): Measurement[] {
  const facts = new Map<string, ModelFacts>();
  for (const { model, kv_heads, tied, ...rest } of models.map((line) => modelLine.parse(line)))
    facts.set(model, { ...rest, kvHeads: kv_heads, tied: tied === 'yes' });
  return lines.map((text) => {
    const line = measurementLine.parse(text);
    const { shape } = shapeOf(facts.get(line.model) ?? null);
    if (!shape) throw new Error(`data/models.csv does not know ${line.model}`);
    const scale = line.unit === 'GiB' ? 2 ** 30 : 1e9;
    return {
      line,
      bytes: (line.memory * scale) / (line.per === 'all' ? line.gpus : 1),
      training: {
        shape,
        device: 'cuda',
        dtype: 'bfloat16',
        adapter:
          line.method === 'full'
            ? null
            : { r: line.r, targets: line.targets === 'all-linear' ? 'all-linear' : line.targets.split('+') },
        adapterBytes: 4,
        quantization: line.quantization === '-' ? null : line.quantization,
        upcastsEmbedding: line.upcast === 'yes',
        trainsEmbedding: line.method === 'lora_emb',
        sequences: line.batch * (line.method === 'dpo' ? 2 : 1),
        length: line.length,
        checkpointing: line.checkpointing === 'yes',
        logits: line.logits,
        attention: line.attention,
        optimizer: 'adamw',
        gpus: line.gpus,
        zero: line.zero === '-' ? null : (Number(line.zero) as 0 | 1 | 2 | 3),
      },
    };
  });
}
