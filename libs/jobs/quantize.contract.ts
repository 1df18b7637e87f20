import { z } from 'zod';
import { artifactRef, common, text } from './job-fields.contract.js';
import { FORMATS, QUANTIZE_TYPES, type QuantizeFormat } from './quantize-ask.js';
import { GROUP_SIZES } from './recipe-quantize.contract.js';

export const quantizeBody = z.strictObject({
  kind: z.literal('quantize'),
  model: artifactRef.optional().meta({ description: 'A merged or base model; this or `adapter`.' }),
  adapter: artifactRef.optional().meta({
    description:
      'A LoRA adapter to write as a GGUF adapter (`f16` or `q8_0`), for llama.cpp beside the GGUF of its base model.',
  }),
  format: z
    .enum(Object.keys(FORMATS) as [QuantizeFormat, ...QuantizeFormat[]])
    .optional()
    .meta({
      description: 'Follows from the type; where it is named, the type must be one of its own.',
    }),
  type: z.enum(QUANTIZE_TYPES).default('q8_0').meta({
    description:
      '`f16`, `q8_0`, `q6_k`, `q5_k_m`, `q4_k_m`: a GGUF file. `bnb_int8`, `bnb_nf4`: bitsandbytes. `fp8_dynamic`, `gptq_w4a16`, `awq_w4a16`: compressed-tensors, by llm-compressor.',
  }),
  calibration: z
    .strictObject({
      dataset_version: text(64),
      split: z.enum(['train', 'validation', 'test']).default('train'),
      rows: z.int().min(1).max(4096).default(256).meta({ description: "From the split's beginning." }),
      max_seq_length: z.int().min(8).max(1_048_576).default(2048).meta({ description: 'Tokens of a row.' }),
    })
    .optional()
    .meta({ description: 'GPTQ and AWQ alone, which need it: the rows that scales are chosen by.' }),
  group_size: z.literal(GROUP_SIZES).optional().meta({
    description:
      'GPTQ and AWQ alone: weights of a row that share a scale (128). It must divide the widths of the model.',
  }),
  ...common,
});
