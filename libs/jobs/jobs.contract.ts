import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery, metadataPairs, repeatable } from '#platform/schemas.js';
import { evaluateBody } from './evaluate.contract.js';
import { finetuneBody } from './finetune.contract.js';
import { artifactRef, common, text } from './job-fields.contract.js';
import { JOB_STATES, type JobState } from './job.js';
import { quantizeBody } from './quantize.contract.js';

export const mergeBody = z.strictObject({ kind: z.literal('merge'), adapter: artifactRef, ...common });

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
/** `select` chooses the best training of a sweep; it is made by its pipeline. */
export type JobKind = JobBody['kind'] | 'import' | 'inspect' | 'select';

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
