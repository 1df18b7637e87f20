import { z } from 'zod';
import { count, envelope, InputRef, some } from './recipe-envelope.contract.js';

/** llama.cpp's names. A tensor whose width the type's blocks do not divide gets another type; the result says how many. */
export const GGUF_TYPES = ['f16', 'q8_0', 'q6_k', 'q5_k_m', 'q4_k_m'] as const;
export type GgufType = (typeof GGUF_TYPES)[number];
export const QuantizeGgufParams = z.strictObject({ type: z.enum(GGUF_TYPES) });
/** bitsandbytes: every linear layer but the head, rounded without data. */
export const BNB_TYPES = ['bnb_int8', 'bnb_nf4'] as const;
export const QuantizeBnbParams = z.strictObject({ type: z.enum(BNB_TYPES) });
/** llm-compressor's schemes: `fp8_dynamic` rounds without data, the others choose their scales by calibration rows. */
export const CALIBRATED_TYPES = ['gptq_w4a16', 'awq_w4a16'] as const;
export const COMPRESSED_TYPES = ['fp8_dynamic', ...CALIBRATED_TYPES] as const;
export const GROUP_SIZES = [32, 64, 128] as const;
const calibrated = {
  /** Weights of a row that share a scale. */
  group_size: z.literal(GROUP_SIZES),
  /** Calibration rows from the split's beginning, and tokens of each. */
  rows: count.max(4096),
  max_seq_length: z.int().min(8).max(1_048_576),
};
export const QuantizeCompressedParams = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fp8_dynamic') }),
  z.strictObject({ type: z.literal('gptq_w4a16'), ...calibrated }),
  z.strictObject({ type: z.literal('awq_w4a16'), ...calibrated }),
]);
export const QuantizeGgufSpec = z.strictObject({
  ...envelope,
  kind: z.literal('quantize'),
  recipe: z.literal('quantize_gguf'),
  inputs: z.strictObject({ model: InputRef }),
  params: QuantizeGgufParams,
});
/** Types that llama.cpp's adapters come in. */
export const LORA_TYPES = ['f16', 'q8_0'] as const;
/** Leaves a GGUF file with the pairs of a LoRA adapter alone, to be loaded beside the base model's GGUF. */
export const QuantizeLoraSpec = z.strictObject({
  ...envelope,
  kind: z.literal('quantize'),
  recipe: z.literal('quantize_lora'),
  inputs: z.strictObject({ base_model: InputRef, adapter: InputRef }),
  params: z.strictObject({ type: z.enum(LORA_TYPES) }),
});
/** Leaves a folder in safetensors whose config.json says how it is quantised. */
export const QuantizeBnbSpec = z.strictObject({
  ...envelope,
  kind: z.literal('quantize'),
  recipe: z.literal('quantize_bnb'),
  inputs: z.strictObject({ model: InputRef }),
  params: QuantizeBnbParams,
});
/** `calibration`: chat JSONL, read as the model would see it. */
export const QuantizeCompressedSpec = z.strictObject({
  ...envelope,
  kind: z.literal('quantize'),
  recipe: z.literal('quantize_compressed'),
  inputs: z.strictObject({ model: InputRef, calibration: some }),
  params: QuantizeCompressedParams,
});
