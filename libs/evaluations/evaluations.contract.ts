import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, limit, listQuery } from '#platform/schemas.js';

const tag = 'evaluations';
export const listEvaluations = defineRoute({
  id: 'evaluations_list',
  method: 'get',
  path: '/evaluations',
  tag,
  roles: READERS,
  query: z.strictObject({ ...listQuery, subject: z.string().max(64).optional() }),
  summary: 'List evaluations, newest first',
});
export const getEvaluation = defineRoute({
  id: 'evaluations_get',
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
    offset: z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number)
      .optional(),
    correct: z.enum(['true', 'false']).optional(),
  }),
  summary: "Get the model's answer to each row, with what was expected",
});
