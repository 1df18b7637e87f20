import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, limit, metadata, metadataPairs } from '#platform/schemas.js';
import { MAX_RUNS, wandbIntegration } from '#integrations/integrations.contract.js';
import { adapterBody, trainerBody } from '#jobs/finetune.contract.js';

const auto = <T extends z.ZodType>(value: T) => z.union([z.literal('auto'), value]);
/** OpenAI's three, with its bounds. */
const hyperparameters = z.strictObject({
  n_epochs: auto(z.int().min(1).max(50)).default('auto'),
  batch_size: auto(z.int().min(1).max(256)).default('auto'),
  learning_rate_multiplier: auto(z.number().positive()).default('auto'),
});
const dpoHyperparameters = hyperparameters.extend({
  beta: auto(z.number().positive().max(2)).default('auto'),
});
export type Hyperparameters = z.output<typeof hyperparameters> & { beta?: number | 'auto' };

const supervised = z.strictObject({
  type: z.literal('supervised'),
  supervised: z.strictObject({ hyperparameters: hyperparameters.prefault({}) }).prefault({}),
});
const dpo = z.strictObject({
  type: z.literal('dpo'),
  dpo: z.strictObject({ hyperparameters: dpoHyperparameters.prefault({}) }).prefault({}),
});
/** Known to OpenAI, not built yet: named so that the refusal can say so. */
const later = z.looseObject({ type: z.literal('reinforcement') });
const method = z.discriminatedUnion('type', [supervised, dpo, later]);

export const createFineTuningJobBody = z.strictObject({
  model: z.string().min(1).max(300).meta({
    description: 'A base model, or an own `ft:` model or checkpoint to train further.',
  }),
  training_file: z.string().min(1).max(100).meta({
    description: "A file of the purpose fine-tune, or (Luthier's addition) a dataset version, `dsv_…`.",
  }),
  validation_file: z.string().max(100).nullish(),
  method: method.optional(),
  hyperparameters: hyperparameters.optional().meta({ description: 'Deprecated at OpenAI; `method` wins.' }),
  suffix: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9._-]{0,63}$/,
      'must be 1 to 64 of a-z, 0-9, dot, dash or underscore, starting with a letter or digit',
    )
    .nullish(),
  seed: z.int().min(0).max(2_147_483_647).nullish(),
  metadata: metadata.nullish(),
  integrations: z
    .array(wandbIntegration)
    .max(MAX_RUNS)
    .nullish()
    .meta({ description: 'Mirrors of the metrics; MLflow is always on.' }),
  adapter: adapterBody.optional().meta({ description: "Luthier's addition: PEFT's LoRA parameters." }),
  trainer: trainerBody
    .partial()
    .optional()
    .meta({ description: "Luthier's addition: TRL's trainer parameters." }),
  dry_run: z.boolean().optional().meta({
    description:
      "Luthier's addition: check everything and answer what would be made, with `id` null; make nothing.",
  }),
});
export type CreateFineTuningJob = z.output<typeof createFineTuningJobBody>;

const tag = 'fine_tuning';
const engineer = ['engineer', 'deployer'] as const;
const path = '/fine_tuning/jobs';
export const createFineTuningJob = defineRoute({
  id: 'fine_tuning_jobs_create',
  method: 'post',
  path,
  tag,
  roles: engineer,
  body: createFineTuningJobBody,
  errors: [404, 409, 422],
  summary: 'Create a fine-tuning job (OpenAI)',
  example: { model: 'smollm2-135m-instruct', training_file: 'file-01k…', suffix: 'support' },
});
export const listFineTuningJobs = defineRoute({
  id: 'fine_tuning_jobs_list',
  method: 'get',
  path,
  tag,
  roles: READERS,
  summary: 'List fine-tuning jobs, newest first (OpenAI)',
  query: z.strictObject({
    limit: limit(100, 20),
    after: z.string().max(120).optional(),
    metadata: z
      .union([z.literal('null'), metadataPairs])
      .optional()
      .meta({ description: '`null`: jobs without metadata; `metadata[key]=value` filters by pairs.' }),
  }),
});
export const getFineTuningJob = defineRoute({
  id: 'fine_tuning_jobs_get',
  method: 'get',
  path: `${path}/:id`,
  tag,
  roles: READERS,
  params: idParam,
  summary: 'Get a fine-tuning job (OpenAI)',
});
export const cancelFineTuningJob = defineRoute({
  id: 'fine_tuning_jobs_cancel',
  method: 'post',
  path: `${path}/:id/cancel`,
  tag,
  roles: engineer,
  params: idParam,
  summary: 'Cancel a fine-tuning job (OpenAI)',
});
export const pauseFineTuningJob = defineRoute({
  id: 'fine_tuning_jobs_pause',
  method: 'post',
  path: `${path}/:id/pause`,
  tag,
  roles: engineer,
  params: idParam,
  errors: [409],
  summary: 'Pause the training of a fine-tuning job (OpenAI)',
});
export const resumeFineTuningJob = defineRoute({
  id: 'fine_tuning_jobs_resume',
  method: 'post',
  path: `${path}/:id/resume`,
  tag,
  roles: engineer,
  params: idParam,
  errors: [409],
  summary: 'Resume a paused fine-tuning job (OpenAI)',
});
export const listFineTuningEvents = defineRoute({
  id: 'fine_tuning_jobs_events',
  method: 'get',
  path: `${path}/:id/events`,
  tag,
  roles: READERS,
  params: idParam,
  summary: 'List the events of a fine-tuning job, newest first (OpenAI)',
  query: z.strictObject({ limit: limit(100, 20), after: z.string().max(120).optional() }),
});
export const listFineTuningCheckpoints = defineRoute({
  id: 'fine_tuning_jobs_checkpoints',
  method: 'get',
  path: `${path}/:id/checkpoints`,
  tag,
  roles: READERS,
  params: idParam,
  summary: 'List the checkpoints of a fine-tuning job, newest first (OpenAI)',
  query: z.strictObject({ limit: limit(100, 10), after: z.string().max(120).optional() }),
});
