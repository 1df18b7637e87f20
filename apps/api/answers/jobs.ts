import { z } from 'zod';
import { estimate } from '#jobs/estimate.contract.js';
import { computeTargetView } from '#compute-targets/compute-targets.contract.js';
import { recipeView } from '#jobs/recipes.contract.js';
import { sweepView } from '#jobs/sweep.contract.js';
import { jobUsageView, usageView } from '#jobs/usage.contract.js';
import type { Answers } from './answers.js';
import { id, time, text, words, numbers, Resource, expandable, share } from './fields.js';

const Progress = z.looseObject({
  percent: z.number(),
  step: z.int(),
  total_steps: z.int(),
  tokens_per_second: z.number().optional(),
  eta_seconds: z.number().optional(),
});
const JobError = z.looseObject({
  code: text,
  reason: text,
  blame: z.enum(['user', 'platform', 'provider']),
  retryable: z.boolean(),
  message: text,
  advice: text,
  details: z
    .looseObject({
      needed_mb: z.number().nullable(),
      available_mb: z.number().nullable(),
      settings: z.array(z.looseObject({ changes: z.array(words), memory_mb: z.number(), verdict: text })),
      unavailable_reason: text.nullable(),
    })
    .optional()
    .meta({
      description: 'Of an out-of-memory: the numbers in MiB, and up to three settings that would fit.',
    }),
});
const JobEnding = z.looseObject({
  reason: text,
  blame: z.enum(['user', 'platform', 'provider']),
  retryable: z.boolean(),
  message: text,
  advice: text,
  evidence: z
    .looseObject({
      exit_code: z.int().optional(),
      signal: text.optional(),
      oom_killed: z.boolean().optional(),
      detail: text.optional(),
      last_step: z.looseObject({ step: z.int(), of: z.int() }).optional(),
      log: z.array(text).optional(),
      disk: z.looseObject({ free_bytes: z.number(), total_bytes: z.number() }).optional(),
      needed: z.looseObject({ job: text, kind: text, state: text, reason: text.nullable() }).optional(),
      decision: text.optional(),
      by: text.optional(),
    })
    .meta({ description: 'What the reason rests on, as far as it is known.' }),
});
const JobResult = z.looseObject({
  metrics: numbers.optional(),
  artifacts: z.record(z.string(), z.string()).optional().meta({ description: 'Artifact ids by name.' }),
  seconds: z.number().optional(),
  peak_memory_mb: z.number().optional(),
  peak_gpu_memory_mb: z.number().optional(),
  results_file: id('file-').optional(),
});
const JobActual = z.looseObject({
  tokens: z.int().nullable(),
  steps: z.number().nullable(),
  seconds: z.number(),
  memory_mb: z.number().nullable(),
  of_estimate: z
    .looseObject({ tokens: share, steps: share, seconds: share, memory_mb: share })
    .meta({ description: 'Each divided by what was expected; 1 is exact.' }),
  within: z
    .looseObject({ seconds: z.boolean().nullable(), memory_mb: z.boolean().nullable() })
    .meta({ description: 'Whether it lies in the interval of the estimate; null without one.' }),
});
export const Job = z.looseObject({
  id: id('job_'),
  object: z.literal('job'),
  kind: z.enum(['finetune', 'merge', 'quantize', 'evaluate', 'own', 'import', 'inspect', 'select']),
  state: z.enum([
    'validating',
    'waiting',
    'queued',
    'launching',
    'running',
    'pausing',
    'paused',
    'collecting',
    'cancelling',
    'succeeded',
    'failed',
    'cancelled',
  ]),
  meaning: text,
  fine_tuning_job: text.optional(),
  pipeline: expandable(text.nullable()),
  needs: z.array(text),
  target: text,
  spec: words,
  seed: z.int(),
  reuse: z.enum(['never', 'finished']),
  reused_from: text.nullable().meta({
    description: 'The identical job whose artifacts are its own; it ran nothing itself.',
  }),
  reproduces: text.nullable().meta({ description: 'The artifact that it was to make again.' }),
  metadata: z.record(z.string(), z.string()).nullable(),
  decision: expandable(text.nullable()),
  attempts: expandable(z.int(), z.array(Resource)),
  progress: Progress.nullable(),
  result: JobResult.nullable(),
  estimate: estimate
    .nullable()
    .meta({ description: 'What it was expected to come to when it was submitted.' }),
  actual: JobActual.nullable().meta({ description: 'What it came to; null until it has succeeded.' }),
  usage: usageView
    .nullable()
    .meta({ description: 'Energy, carbon and cost of its ended attempts; null until one has ended.' }),
  trained_tokens: z.int().nullable(),
  fine_tuned_model: text.nullable(),
  error: JobError.nullable(),
  ending: JobEnding.nullable().meta({ description: 'Of a job that failed or was cancelled.' }),
  created_at: time,
  started_at: time.nullable(),
  finished_at: time.nullable(),
});
const Reproduction = z.looseObject({
  object: z.literal('reproduction'),
  job: id('job_'),
  state: text,
  artifact: id('art_'),
  made: text.nullable().meta({ description: 'The artifact that it left; null until it has ended well.' }),
  matches: z.boolean().nullable().meta({ description: 'Whether every file is equal; null until then.' }),
  files: z
    .array(
      z.looseObject({
        path: text,
        sha256: text.nullable(),
        again: text.nullable(),
        equal: z.boolean(),
      }),
    )
    .nullable(),
  differences: z
    .array(z.looseObject({ what: text, was: z.unknown(), is: z.unknown() }))
    .nullable()
    .meta({ description: 'Where the two signed records do not say the same.' }),
  metrics: words.nullable(),
  expected: z.enum(['equal', 'may_differ', 'unknown']).nullable().meta({
    description: '`equal`: same environment, CPU and threads, no GPU. `unknown`: a record is too old to say.',
  }),
  verdict: text,
});
const JobEvent = z.looseObject({
  id: id('ftevent-'),
  object: z.literal('fine_tuning.job.event'),
  created_at: time,
  level: z.enum(['info', 'warn', 'error']),
  type: text,
  message: text,
  data: words.nullable(),
});
const Attempt = z.looseObject({
  id: id('att_'),
  object: z.literal('attempt'),
  number: z.int(),
  name: text,
  target: text,
  reason: text.nullable(),
  message: text.nullable(),
  exit_code: z.int().nullable(),
  usage: usageView.nullable(),
});
const Pipeline = z.looseObject({
  id: id('pipe_'),
  object: z.literal('pipeline'),
  name: text.nullable(),
  state: z.enum(['running', 'succeeded', 'failed', 'cancelled']),
  publish: words.nullable(),
  model_version: expandable(text.nullable()),
  failure: text.nullable(),
  created_at: time,
  sweep: sweepView.nullable().optional().meta({
    description: 'Of a pipeline with a sweep: its cells with settings and figures, and which was chosen.',
  }),
  jobs: z.array(Job).optional(),
});
const MetricPoint = z.looseObject({
  key: text,
  step: z.int(),
  value: z.number(),
  min: z.number().optional(),
  max: z.number().optional(),
  count: z.int().optional(),
  at: time,
});

const JobSample = z.looseObject({
  id: id('smp_'),
  object: z.literal('job.sample'),
  step: z.int(),
  index: z.int().meta({ description: 'Of the prompt, from 0.' }),
  prompt: text.meta({ description: 'As people read it; long ones are cut.' }),
  text: text.meta({ description: 'At most 4000 characters.' }),
  cut: z.boolean().meta({ description: 'Whether `text` is only the beginning.' }),
  finish_reason: z.enum(['stop', 'length']),
  tokens: z.int(),
  created_at: time,
});

/** Jobs, pipelines, what they tell, and where they run. */
export const JOBS_ANSWERS: Answers = {
  components: {
    Job,
    JobEvent,
    Attempt,
    Pipeline,
    MetricPoint,
    JobSample,
    Reproduction,
    JobUsage: jobUsageView,
    Recipe: recipeView,
    ComputeTarget: computeTargetView,
    ComputeTargets: z.looseObject({ object: z.literal('list'), data: z.array(computeTargetView) }),
    Recipes: z.looseObject({ object: z.literal('list'), data: z.array(recipeView) }),
  },
  operations: {
    jobs_create: 'Job',
    jobs_list: '[Job]',
    jobs_get: 'Job',
    jobs_cancel: 'Job',
    jobs_pause: 'Job',
    jobs_resume: 'Job',
    jobs_attempts: '[Attempt]',
    jobs_integrations: '[MirroredRun]',
    jobs_integrations_add: 'MirroredRun',
    jobs_usage: 'JobUsage',
    compute_targets_list: 'ComputeTargets',
    compute_targets_get: 'ComputeTarget',
    compute_targets_check: 'ComputeTarget',
    recipes_list: 'Recipes',
    recipes_get: 'Recipe',
    jobs_reproduction: 'Reproduction',
    artifacts_reproduce: 'Job',
    jobs_events: '[JobEvent]',
    jobs_metrics: '[MetricPoint]',
    jobs_samples: '[JobSample]',
    pipelines_create: 'Pipeline',
    pipelines_get: 'Pipeline',
    pipelines_list: '[Pipeline]',
    pipelines_cancel: 'Pipeline',
  },
};
