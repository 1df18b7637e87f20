import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery, repeatable } from '#platform/schemas.js';
import { text } from './job-fields.contract.js';
import { SERVING_ENGINES } from './recipe.contract.js';
import { sweepBody } from './sweep.contract.js';

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
const PIPELINE_STATES = ['running', 'succeeded', 'failed', 'cancelled'] as const;
export type PipelineState = (typeof PIPELINE_STATES)[number];
const engineer = ['engineer', 'deployer'] as const;
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
  query: z.strictObject({ ...listQuery, state: repeatable(z.enum(PIPELINE_STATES)) }),
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
