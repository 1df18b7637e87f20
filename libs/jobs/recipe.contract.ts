import { z } from 'zod';
import { LmEvalTask } from './lm-eval.contract.js';

/**
 * The job contract v1 between the control plane and a recipe (a Python program under jobs/recipes).
 * In: `JOB_SPEC` (path of spec.json) and `JOB_WORKSPACE` (the attempt's own writable folder). Out: see
 * recipe-output.contract.ts.
 * jobs/schema/*.json is generated from this file; Python reads only those.
 */
export const CONTRACT_VERSION = 1;
const version = z.literal(CONTRACT_VERSION);

/** Relative to the workspace, `/` between names, never out of it. */
export const RelativePath = z
  .string()
  .max(512)
  .regex(/^(?!.*(?:^|\/)\.{1,2}(?:\/|$))[A-Za-z0-9._-]+(?:\/[A-Za-z0-9._-]+)*$/);
export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(1);
const size = z.int().min(0);

/** An absolute path, a file or a folder. `sha256` of a file is checked by the recipe before it reads the file. */
export const InputRef = z.strictObject({
  path: z.string().min(1).startsWith('/'),
  sha256: Sha256.optional(),
  /** Public name (hub id): what an adapter's base_model_name_or_path says instead of a path. */
  name: z.string().min(1).optional(),
  revision: z.string().min(1).optional(),
});
export type InputRef = z.infer<typeof InputRef>;

export const Device = z.enum(['auto', 'cpu', 'cuda']);
export const AdapterParams = z
  .strictObject({
    type: z.enum(['lora', 'qlora']),
    r: z.int().min(1).max(256),
    alpha: z.number().positive().max(1024),
    dropout: z.number().min(0).lt(1),
    target_modules: z.union([z.literal('all-linear'), z.array(z.string().min(1)).min(1)]),
    use_rslora: z.boolean(),
    use_dora: z.boolean(),
    bias: z.enum(['none', 'all', 'lora_only']),
    quantization: z.strictObject({ method: z.literal('bnb-nf4') }).nullable(),
  })
  .refine((a) => (a.type === 'qlora') === (a.quantization !== null), {
    path: ['quantization'],
    message: 'qlora needs a quantization method, lora takes none',
  });
/** Every weight of the model is trained, none beside it. */
export const FullParams = z.strictObject({ type: z.literal('none'), quantization: z.null() });
const anyAdapter = z.union([AdapterParams, FullParams]);
/** What a checkpoint can be the best by, under the names of the metrics events. */
export const BEST_METRICS = [
  'valid_loss',
  'valid_mean_token_accuracy',
  'valid_rewards_accuracies',
  'valid_rewards_margins',
] as const;
export const TrainerParams = z.strictObject({
  n_epochs: z.number().positive().max(50),
  max_steps: count.nullable(),
  batch_size: count.max(256),
  gradient_accumulation_steps: count.max(1024),
  learning_rate: z.number().positive().max(1),
  lr_scheduler: z.enum(['linear', 'cosine', 'constant', 'constant_with_warmup']),
  warmup_ratio: z.number().min(0).max(1),
  weight_decay: z.number().min(0).max(1),
  max_seq_length: z.int().min(8).max(1_048_576),
  /** Rows longer than max_seq_length; absent in older specs: truncate. */
  on_overflow: z.enum(['truncate', 'refuse']).optional(),
  packing: z.boolean(),
  /** How many checkpoints to keep, the newest ones. */
  n_checkpoints: count.max(100),
  /** Null, in older specs: ten times in a run. */
  save_steps: count.nullable(),
  logging_steps: count,
  /** Null: once an epoch. Only with validation rows. Absent in older specs, as all below. */
  eval_steps: count.nullable().optional(),
  /** Saves at every evaluation and leaves the weights of the best one instead of the last. */
  load_best_model_at_end: z.boolean().optional(),
  metric_for_best_model: z.enum(BEST_METRICS).optional(),
  /** Evaluations without an improvement by more than the threshold after which training ends; null: never. */
  early_stopping_patience: count.max(1000).nullable().optional(),
  early_stopping_threshold: z.number().min(0).max(1000).optional(),
});
const training = { trainer: TrainerParams, device: Device };
const beta = z.number().positive().max(2);
export const FinetuneSftParams = z.strictObject({
  method: z.literal('sft'),
  adapter: anyAdapter,
  ...training,
});
export type FinetuneSftParams = z.infer<typeof FinetuneSftParams>;
/** `beta`: how strongly the answers are held to the model that training began from. */
export const FinetuneDpoParams = z.strictObject({
  method: z.literal('dpo'),
  beta,
  adapter: AdapterParams,
  ...training,
});
export type FinetuneDpoParams = z.infer<typeof FinetuneDpoParams>;
const weight = z.number().positive().max(100);
/** The weights balance unequal numbers of desirable and undesirable rows. */
export const FinetuneKtoParams = z.strictObject({
  method: z.literal('kto'),
  beta,
  desirable_weight: weight,
  undesirable_weight: weight,
  adapter: AdapterParams,
  ...training,
});
export type FinetuneKtoParams = z.infer<typeof FinetuneKtoParams>;
/** `beta`: the share of the odds ratio in the loss, lambda in the paper. */
export const FinetuneOrpoParams = z.strictObject({
  method: z.literal('orpo'),
  beta,
  adapter: anyAdapter,
  ...training,
});
export type FinetuneOrpoParams = z.infer<typeof FinetuneOrpoParams>;
export type FinetuneParams = FinetuneSftParams | FinetuneDpoParams | FinetuneKtoParams | FinetuneOrpoParams;
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

/** Processes that train together (data parallel): how many on each node, and on how many nodes. */
export const Processes = z.strictObject({ nproc_per_node: count.max(64), nnodes: count.max(64) });
export type Processes = z.infer<typeof Processes>;

export const SAMPLES = { prompts: 8, tokens: 512, characters: 4000, messages: 20 } as const;
export const SampleMessage = z.strictObject({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string().min(1).max(SAMPLES.characters),
});
/** Of a training: what is answered after each checkpoint, the prompts or those of the first `rows` of the validation split. */
export const Samples = z.strictObject({
  prompts: z
    .array(z.array(SampleMessage).min(1).max(SAMPLES.messages))
    .min(1)
    .max(SAMPLES.prompts)
    .optional(),
  rows: count.max(SAMPLES.prompts).optional(),
  max_tokens: count.max(SAMPLES.tokens),
});
export type Samples = z.infer<typeof Samples>;

const some = InputRef.optional();
const envelope = {
  schema_version: version,
  job_id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
  attempt: count,
  seed: z.int().min(0).max(4_294_967_295),
};
export const KINDS = ['finetune', 'merge', 'quantize', 'evaluate', 'import', 'inspect'] as const;
/** Of a training. `processes`: absent, one. */
const trainingEnvelope = {
  ...envelope,
  kind: z.literal('finetune'),
  processes: Processes.optional(),
  samples: Samples.optional(),
};
/** `checkpoint`: a step-N folder, or a folder of them, of an earlier attempt; the newest that verifies is resumed. */
const finetuneInputs = z.strictObject({
  base_model: InputRef,
  train: InputRef,
  validation: some,
  adapter: some,
  checkpoint: some,
});
export const FinetuneSftSpec = z.strictObject({
  ...trainingEnvelope,
  recipe: z.literal('finetune_sft'),
  inputs: finetuneInputs,
  params: FinetuneSftParams,
});
/** `train`, `validation`: OpenAI's preference JSONL (input, preferred_output, non_preferred_output). */
export const FinetuneDpoSpec = z.strictObject({
  ...trainingEnvelope,
  recipe: z.literal('finetune_dpo'),
  inputs: finetuneInputs,
  params: FinetuneDpoParams,
});
/** `train`, `validation`: answers that are each wanted or not (prompt and completion, or messages; and label). */
export const FinetuneKtoSpec = z.strictObject({
  ...trainingEnvelope,
  recipe: z.literal('finetune_kto'),
  inputs: finetuneInputs,
  params: FinetuneKtoParams,
});
/** `train`, `validation`: as for DPO. Experimental, as in TRL. */
export const FinetuneOrpoSpec = z.strictObject({
  ...trainingEnvelope,
  recipe: z.literal('finetune_orpo'),
  inputs: finetuneInputs,
  params: FinetuneOrpoParams,
});
export const MergeAdapterSpec = z.strictObject({
  ...envelope,
  kind: z.literal('merge'),
  recipe: z.literal('merge_adapter'),
  inputs: z.strictObject({ base_model: InputRef, adapter: InputRef }),
  params: NoParams,
});
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
