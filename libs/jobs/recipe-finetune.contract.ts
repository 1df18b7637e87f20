import { z } from 'zod';
import { count, Device, envelope, InputRef, some } from './recipe-envelope.contract.js';

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
