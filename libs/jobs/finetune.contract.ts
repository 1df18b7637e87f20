import { z } from 'zod';
import { artifactRef, auto, common, text } from './job-fields.contract.js';
import { samplesBody } from './job-samples.contract.js';
import { BEST_METRICS } from './recipe-finetune.contract.js';

/** PEFT's words. `alpha` defaults to 2r. */
export const adapterBody = z.strictObject({
  type: z.enum(['lora', 'qlora', 'none']).default('lora').meta({
    description: '`none`: full fine-tuning, every weight is trained; the job leaves a whole model.',
  }),
  r: z.int().min(1).max(256).default(16),
  alpha: z.number().positive().max(1024).optional(),
  dropout: z.number().min(0).lt(1).default(0),
  target_modules: z.union([z.literal('all-linear'), z.array(text(200)).min(1).max(64)]).default('all-linear'),
  use_rslora: z.boolean().default(false),
  use_dora: z.boolean().default(false),
  bias: z.enum(['none', 'all', 'lora_only']).default('none'),
  quantization: z
    .strictObject({ method: z.literal('bnb-nf4') })
    .nullable()
    .default(null),
});
export type AdapterBody = z.output<typeof adapterBody>;

/** TRL's words; `auto` is resolved from data and model, and the numbers are echoed. */
export const trainerBody = z.strictObject({
  n_epochs: auto(z.number().positive().max(50)).default('auto'),
  max_steps: z.int().min(1).nullable().default(null),
  batch_size: auto(z.int().min(1).max(256)).default('auto'),
  gradient_accumulation_steps: z.int().min(1).max(1024).default(1),
  learning_rate: auto(z.number().positive().max(1)).default('auto'),
  lr_scheduler: z.enum(['linear', 'cosine', 'constant', 'constant_with_warmup']).default('linear'),
  warmup_ratio: z.number().min(0).max(1).default(0.05),
  weight_decay: z.number().min(0).max(1).default(0),
  max_seq_length: auto(z.int().min(8).max(1_048_576)).default('auto'),
  on_overflow: z.enum(['truncate', 'refuse']).default('truncate').meta({
    description: 'What becomes of a row longer than max_seq_length: cut with a warning, or the job fails.',
  }),
  packing: z.boolean().default(false),
  n_checkpoints: z.int().min(1).max(100).default(3),
  save_steps: z.int().min(1).nullable().default(null).meta({ description: 'Null: ten times in a run.' }),
  logging_steps: z.int().min(1).max(10_000).default(1),
  eval_steps: z.int().min(1).nullable().default(null).meta({
    description: 'Steps between two passes over the validation split; null: once an epoch.',
  }),
  load_best_model_at_end: z.boolean().default(false).meta({
    description: 'Save at every evaluation, and leave the best weights instead of the last ones.',
  }),
  metric_for_best_model: z.enum(BEST_METRICS).default('valid_loss'),
  early_stopping_patience: z.int().min(1).max(1000).nullable().default(null).meta({
    description: 'End after so many evaluations in a row without an improvement; null: never.',
  }),
  early_stopping_threshold: z.number().min(0).max(1000).default(0),
});
export type TrainerBody = z.output<typeof trainerBody>;

export const finetuneBody = z.strictObject({
  kind: z.literal('finetune'),
  base_model: text(200).meta({ description: 'Id, slug or hub id of an imported base model.' }),
  dataset_version: text(64).meta({
    description: 'A dataset version; its train split is trained on, its validation split measured.',
  }),
  method: z.enum(['sft', 'dpo', 'kto', 'orpo']).default('sft').meta({
    description:
      'Supervised on chat rows; direct preference optimisation on preference pairs; KTO on answers with a label each; ORPO on preference pairs (experimental, as in TRL).',
  }),
  beta: auto(z.number().positive().max(2)).optional().meta({
    description:
      'DPO and KTO: how strongly answers are held to the model that training begins with. ORPO: the share of the odds ratio. `auto`: 0.1.',
  }),
  desirable_weight: auto(z.number().positive().max(100)).optional().meta({
    description: 'KTO alone: the weight of rows with the label true. `auto` makes up for unequal numbers.',
  }),
  undesirable_weight: auto(z.number().positive().max(100)).optional(),
  continue_from: artifactRef.optional().meta({
    description:
      'The adapter or checkpoint that training goes on from, of the same base model; its r, alpha and target modules hold.',
  }),
  adapter: adapterBody.prefault({}),
  trainer: trainerBody.prefault({}),
  nproc_per_node: z.int().min(1).max(64).default(1).meta({
    description:
      "Processes on each node that train together, each with a slot of the target (a GPU) and a batch of its own; torchrun's word.",
  }),
  nnodes: z.int().min(1).max(64).default(1).meta({
    description: 'Nodes (machines); more than one where the compute target starts a job on several at once.',
  }),
  samples: samplesBody.optional().meta({
    description:
      'Asked greedily after each checkpoint: GET /v1/jobs/{id}/samples. What is learned does not depend on it.',
  }),
  suffix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
    .nullish(),
  ...common,
});
export type FinetuneBody = z.output<typeof finetuneBody>;
