import { z } from 'zod';

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
  /** Null: ten times in a run. */
  save_steps: count.nullable(),
  logging_steps: count,
});
export const FinetuneSftParams = z.strictObject({
  method: z.literal('sft'),
  adapter: AdapterParams,
  trainer: TrainerParams,
  device: Device,
});
export type FinetuneSftParams = z.infer<typeof FinetuneSftParams>;
/** `beta`: how strongly the answers are held to the model that training began from. */
export const FinetuneDpoParams = z.strictObject({
  method: z.literal('dpo'),
  beta: z.number().positive().max(2),
  adapter: AdapterParams,
  trainer: TrainerParams,
  device: Device,
});
export type FinetuneDpoParams = z.infer<typeof FinetuneDpoParams>;
export type FinetuneParams = FinetuneSftParams | FinetuneDpoParams;
export const QuantizeGgufParams = z.strictObject({ type: z.enum(['f16', 'q8_0']) });
export const EvaluateExactMatchParams = z.strictObject({
  max_new_tokens: count.max(4096),
  batch_size: count.max(256),
  /** The only answers the model may give; null lets it answer freely. */
  restrict_to: z.array(z.string().min(1)).min(2).max(1000).nullable(),
  /** `llamacpp` wants inputs.model to be a GGUF file or a folder with one; `transformers` a safetensors folder. */
  engine: z.enum(['transformers', 'llamacpp']),
});
export type EvaluateExactMatchParams = z.infer<typeof EvaluateExactMatchParams>;
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
  max_seq_length: z.int().min(8).max(1_048_576),
  preview_rows: size.max(100),
  /** Rows by split, for the progress. */
  rows: z.strictObject({ train: size, validation: size.optional(), test: size.optional() }),
});
const NoParams = z.strictObject({});

const some = InputRef.optional();
const envelope = {
  schema_version: version,
  job_id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/),
  attempt: count,
  seed: z.int().min(0).max(4_294_967_295),
};
export const KINDS = ['finetune', 'merge', 'quantize', 'evaluate', 'import', 'inspect'] as const;
/** `checkpoint`: a step-N folder, or a folder of them, of an earlier attempt; the newest that verifies is resumed. */
const finetuneInputs = z.strictObject({
  base_model: InputRef,
  train: InputRef,
  validation: some,
  adapter: some,
  checkpoint: some,
});
export const FinetuneSftSpec = z.strictObject({
  ...envelope,
  kind: z.literal('finetune'),
  recipe: z.literal('finetune_sft'),
  inputs: finetuneInputs,
  params: FinetuneSftParams,
});
/** `train`, `validation`: OpenAI's preference JSONL (input, preferred_output, non_preferred_output). */
export const FinetuneDpoSpec = z.strictObject({
  ...envelope,
  kind: z.literal('finetune'),
  recipe: z.literal('finetune_dpo'),
  inputs: finetuneInputs,
  params: FinetuneDpoParams,
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
/** `dataset`: chat JSONL; the last assistant message is the expected answer, all before it the prompt. */
export const EvaluateExactMatchSpec = z.strictObject({
  ...envelope,
  kind: z.literal('evaluate'),
  recipe: z.literal('evaluate_exact_match'),
  inputs: z.strictObject({ model: InputRef, dataset: InputRef, adapter: some }),
  params: EvaluateExactMatchParams,
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
export const JobSpec = z.discriminatedUnion('recipe', [
  FinetuneSftSpec,
  FinetuneDpoSpec,
  MergeAdapterSpec,
  QuantizeGgufSpec,
  EvaluateExactMatchSpec,
  ConvertGgufSpec,
  InspectRowsSpec,
  ContractTrainerSpec,
]);
export type JobSpec = z.infer<typeof JobSpec>;
