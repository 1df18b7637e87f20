import { z } from 'zod';
import { LmEvalTask } from './lm-eval.contract.js';
import { count, envelope, InputRef, KINDS, Sha256, size, some } from './recipe-envelope.contract.js';
import {
  FinetuneDpoSpec,
  FinetuneKtoSpec,
  FinetuneOrpoSpec,
  FinetuneSftSpec,
} from './recipe-finetune.contract.js';
import {
  QuantizeBnbSpec,
  QuantizeCompressedSpec,
  QuantizeGgufSpec,
  QuantizeLoraSpec,
} from './recipe-quantize.contract.js';

export const EvaluateDivergenceParams = z.strictObject({
  /** Rows from the split's beginning. */
  max_rows: count.max(100_000),
  /** Tokens of a row; the rest is not read. */
  max_seq_length: z.int().min(8).max(1_048_576),
});
export const EvaluatePerplexityParams = EvaluateDivergenceParams;
/** `limit`: rows from the split's beginning, or below 1 a share of them; null: all. */
export const EvaluateLmEvalParams = z.strictObject({
  task: LmEvalTask,
  limit: z.union([count, z.number().gt(0).lt(1)]).nullable(),
  max_new_tokens: count.max(4096),
  batch_size: count.max(256),
  engine: z.enum(['transformers', 'llamacpp']),
});
export const EvaluateExactMatchParams = z.strictObject({
  max_new_tokens: count.max(4096),
  batch_size: count.max(256),
  /** The only answers the model may give; null lets it answer freely. */
  restrict_to: z.array(z.string().min(1)).min(2).max(1000).nullable(),
  /** `llamacpp` wants inputs.model to be a GGUF file or a folder with one; `transformers` a safetensors folder. */
  engine: z.enum(['transformers', 'llamacpp']),
});
export type EvaluateExactMatchParams = z.infer<typeof EvaluateExactMatchParams>;
/** As of exact match; the answers are judged by how they open, so few tokens are enough. */
export const EvaluateRefusalParams = EvaluateExactMatchParams.omit({ restrict_to: true });
/** What a version can be served with, elsewhere too; the first is what serves here. */
export const SERVING_ENGINES = ['llamacpp', 'vllm', 'ollama'] as const;
export type ServingEngine = (typeof SERVING_ENGINES)[number];
/**
 * `max_rows`: prompts, evenly from the split; the fixed probes come on top. `max_new_tokens` 0: no answers are compared. `template`: Ollama's,
 * of its Modelfile.
 */
export const EvaluateParityParams = z.strictObject({
  engine: z.enum(SERVING_ENGINES),
  template: z.string().max(65_536).optional(),
  max_rows: count.max(256),
  max_new_tokens: size.max(4096),
});
export const ContractTrainerParams = z.strictObject({
  steps: count,
  step_seconds: z.number().min(0).max(3600),
  save_steps: count,
  /** `attempts`: how many attempts fail, all where it is left out. A code outside EXITS leaves no termination.json. */
  fail_at: z
    .strictObject({ step: count, exit_code: z.int().min(1).max(255), attempts: count.optional() })
    .optional(),
  alloc_mb: size.optional(),
});
export const InspectRowsParams = z.strictObject({
  /** Prompt/completion rows are staged as chats. */
  format: z.enum(['chat', 'preference']),
  max_seq_length: z.int().min(8).max(1_048_576),
  preview_rows: size.max(100),
  /** Rows by split, for the progress. */
  rows: z.strictObject({ train: size, validation: size.optional(), test: size.optional() }),
});
const NoParams = z.strictObject({});
export const MergeAdapterSpec = z.strictObject({
  ...envelope,
  kind: z.literal('merge'),
  recipe: z.literal('merge_adapter'),
  inputs: z.strictObject({ base_model: InputRef, adapter: InputRef }),
  params: NoParams,
});
/** `dataset`: chat JSONL; the last assistant message is the expected answer, all before it the prompt. */
export const EvaluateExactMatchSpec = z.strictObject({
  ...envelope,
  kind: z.literal('evaluate'),
  recipe: z.literal('evaluate_exact_match'),
  inputs: z.strictObject({ model: InputRef, dataset: InputRef, adapter: some }),
  params: EvaluateExactMatchParams,
});
/** `dataset`: chat JSONL; the last assistant message is `refuse` or `comply`, all before it the prompt. */
export const EvaluateRefusalSpec = z.strictObject({
  ...envelope,
  kind: z.literal('evaluate'),
  recipe: z.literal('evaluate_refusal'),
  inputs: z.strictObject({ model: InputRef, dataset: InputRef, adapter: some }),
  params: EvaluateRefusalParams,
});
/** `model`: a GGUF file or a quantised folder made of `parent`, a safetensors folder. `dataset`: chat JSONL, each row read as a whole. */
export const EvaluateDivergenceSpec = z.strictObject({
  ...envelope,
  kind: z.literal('evaluate'),
  recipe: z.literal('evaluate_divergence'),
  inputs: z.strictObject({ model: InputRef, parent: InputRef, dataset: InputRef }),
  params: EvaluateDivergenceParams,
});
/** `model`: a safetensors folder, `adapter` on top. `dataset`: chat JSONL, each row read as a whole. */
export const EvaluatePerplexitySpec = z.strictObject({
  ...envelope,
  kind: z.literal('evaluate'),
  recipe: z.literal('evaluate_perplexity'),
  inputs: z.strictObject({ model: InputRef, dataset: InputRef, adapter: some }),
  params: EvaluatePerplexityParams,
});
/** `dataset`, `fewshot`: JSONL as it was uploaded, a field of which is what the task's templates call it. */
export const EvaluateLmEvalSpec = z.strictObject({
  ...envelope,
  kind: z.literal('evaluate'),
  recipe: z.literal('evaluate_lm_eval'),
  inputs: z.strictObject({ model: InputRef, dataset: InputRef, adapter: some, fewshot: some }),
  params: EvaluateLmEvalParams,
});
/**
 * `model`: what is served, a GGUF file or a folder. `reference`: the folder that it was made of, tokenizer and chat template as trained; of a
 * merged model itself.
 */
export const EvaluateParitySpec = z.strictObject({
  ...envelope,
  kind: z.literal('evaluate'),
  recipe: z.literal('evaluate_parity'),
  inputs: z.strictObject({ model: InputRef, reference: InputRef, dataset: InputRef }),
  params: EvaluateParityParams,
});
/** `source`: one GGUF file, or a folder with exactly one. */
export const ConvertGgufSpec = z.strictObject({
  ...envelope,
  kind: z.literal('import'),
  recipe: z.literal('convert_gguf'),
  inputs: z.strictObject({ source: InputRef }),
  params: NoParams,
});
/** The splits of a dataset version, read with the base model's tokenizer and chat template. */
export const InspectRowsSpec = z.strictObject({
  ...envelope,
  kind: z.literal('inspect'),
  recipe: z.literal('inspect_rows'),
  inputs: z.strictObject({ base_model: InputRef, train: InputRef, validation: some, test: some }),
  params: InspectRowsParams,
});
/** A trainer without torch for fault tests: its adapter's bytes depend on seed and steps alone. */
export const ContractTrainerSpec = z.strictObject({
  ...envelope,
  kind: z.enum(KINDS),
  recipe: z.literal('contract_trainer'),
  inputs: z.strictObject({
    base_model: some,
    train: some,
    validation: some,
    adapter: some,
    model: some,
    dataset: some,
    source: some,
    checkpoint: some,
  }),
  params: ContractTrainerParams,
});
/** The program of a compute target's self-test; it writes and says the word. */
export const CheckTargetSpec = z.strictObject({
  ...envelope,
  kind: z.literal('check'),
  recipe: z.literal('check_target'),
  inputs: z.strictObject({}),
  params: z.strictObject({ word: z.string().regex(/^[0-9a-f]{32}$/) }),
});
/** A program of the operator's, by the digest that was allowed: of its file, or of the image that brings it. */
export const OwnProgram = z.union([
  z.strictObject({ name: z.string(), sha256: Sha256 }),
  z.strictObject({ name: z.string(), image: z.string() }),
]);
/** Its params were checked by the schema of its entry; its inputs have the names of the entry, and `checkpoint`. */
export const OwnSpec = z.strictObject({
  ...envelope,
  kind: z.literal('own'),
  recipe: z.literal('own'),
  own: OwnProgram,
  inputs: z.record(z.string(), InputRef),
  params: z.record(z.string(), z.unknown()),
});
export const JobSpec = z.discriminatedUnion('recipe', [
  FinetuneSftSpec,
  FinetuneDpoSpec,
  FinetuneKtoSpec,
  FinetuneOrpoSpec,
  MergeAdapterSpec,
  QuantizeGgufSpec,
  QuantizeLoraSpec,
  QuantizeBnbSpec,
  QuantizeCompressedSpec,
  EvaluateExactMatchSpec,
  EvaluateRefusalSpec,
  EvaluateDivergenceSpec,
  EvaluatePerplexitySpec,
  EvaluateParitySpec,
  EvaluateLmEvalSpec,
  ConvertGgufSpec,
  InspectRowsSpec,
  ContractTrainerSpec,
  CheckTargetSpec,
  OwnSpec,
]);
export type JobSpec = z.infer<typeof JobSpec>;
