import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, limit, listQuery, offset, repeatable } from '#platform/schemas.js';

const tag = 'evaluations';
const EXPANDS = {
  of: 'evaluation',
  paths: {
    job: 'jobs_get',
    'job.attempts': 'jobs_attempts',
    dataset_version: 'dataset_versions_get',
    'dataset_version.dataset': 'datasets_get',
  },
} as const;
export const listEvaluations = defineRoute({
  id: 'evaluations_list',
  expand: EXPANDS,
  method: 'get',
  path: '/evaluations',
  tag,
  roles: READERS,
  query: z.strictObject({ ...listQuery, subject: repeatable(z.string().max(64)) }),
  summary: 'List evaluations, newest first',
});
export const getEvaluation = defineRoute({
  id: 'evaluations_get',
  expand: EXPANDS,
  method: 'get',
  path: '/evaluations/:id',
  tag,
  roles: READERS,
  params: idParam,
  summary: 'Get an evaluation, by its id or its job',
});
export const evaluationAnswers = defineRoute({
  id: 'evaluations_answers',
  method: 'get',
  path: '/evaluations/:id/answers',
  tag,
  roles: READERS,
  params: idParam,
  query: z.strictObject({
    limit: limit(1000, 100),
    offset,
    correct: z.enum(['true', 'false']).optional(),
  }),
  summary: "Get the model's answer to each row, with what was expected",
});
export const evaluationParity = defineRoute({
  id: 'evaluations_parity',
  method: 'get',
  path: '/evaluations/:id/parity',
  tag,
  roles: READERS,
  params: idParam,
  summary: 'Get how the engine and training read each prompt, with the first differing token',
});
export const compareEvaluations = defineRoute({
  id: 'evaluations_compare',
  method: 'get',
  path: '/evaluations/:id/compare',
  tag,
  roles: READERS,
  params: idParam,
  query: z.strictObject({
    with: z
      .string()
      .min(1)
      .max(64)
      .meta({ description: 'The evaluation that is the baseline, by its id or its job.' }),
    limit: limit(1000, 100).meta({ description: 'At most so many flipped rows.' }),
  }),
  errors: [409],
  summary: 'Compare an evaluation with another on the same rows, by a paired test and its 95 % interval',
});
