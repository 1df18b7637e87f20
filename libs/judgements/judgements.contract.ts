import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, limit, listQuery, offset, repeatable } from '#platform/schemas.js';

const tag = 'judgements';
export const JUDGEMENT_STATES = ['running', 'succeeded', 'failed', 'cancelled'] as const;
export const DEFAULT_MAX_TOKENS = 1_000_000;

export const judgementBody = z.strictObject({
  rubric: z.string().trim().min(1).max(8000).meta({ description: 'What makes an answer good, in words.' }),
  baseline: z.string().min(1).max(64).optional().meta({
    description:
      'Evaluation of the same rows, by its id or its job: which of the two answers is better, asked in both orders. Left out: every answer gets a grade from 1 to 10.',
  }),
  max_rows: z.int().min(1).max(1_000_000).optional().meta({
    description: 'At most so many rows, evenly from the evaluation. Left out: all.',
  }),
  max_calls: z.int().min(1).max(1_000_000).optional().meta({
    description: 'At most so many paid calls; left out: LUTHIER_JUDGE_MAX_CALLS, which it cannot exceed.',
  }),
  max_tokens: z.int().min(1).max(1_000_000_000).default(DEFAULT_MAX_TOKENS).meta({
    description:
      'Read and written by the judge; no call is begun after them. What is judged by then is the result.',
  }),
});
export type JudgementBody = z.output<typeof judgementBody>;

const figure = z.number().nullable();
const count = z.int();
const result = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('grade'),
    rows: count,
    unparsable: count.meta({ description: 'Rows whose answer was no verdict; not in the mean.' }),
    ...{ mean: figure, low: figure, high: figure },
  }),
  z.object({
    kind: z.literal('pairwise'),
    rows: count,
    unparsable: count,
    win_rate: figure.meta({ description: "The evaluation's against the baseline; a tie counts 1/2." }),
    ...{ low: figure, high: figure, wins: count, losses: count, ties: count },
    p: figure.meta({ description: 'Sign test of wins against losses, two-sided.' }),
    first_shown_share: figure.meta({ description: 'How often the answer that was shown first won.' }),
  }),
]);
export const judgementView = z.object({
  id: z.string(),
  object: z.literal('judgement'),
  evaluation: z.string(),
  baseline: z.string().nullable(),
  rubric: z.string(),
  judge: z.object({ host: z.string(), model: z.string() }),
  state: z.enum(JUDGEMENT_STATES),
  rows: count.meta({ description: 'To be judged.' }),
  calls: count.meta({ description: 'That may have cost something.' }),
  prompt_tokens: count,
  completion_tokens: count,
  max_calls: count,
  max_tokens: count,
  stopped: z.enum(['max_calls', 'max_tokens']).nullable(),
  result: result.nullable(),
  failure: z.string().nullable(),
  requested_by: z.string(),
  created_at: count,
  finished_at: count.nullable(),
});
const judgementRow = z.object({
  row: count,
  swapped: z.boolean().meta({ description: "The baseline's answer was shown first." }),
  grade: count.nullable(),
  winner: z.enum(['candidate', 'baseline', 'tie']).nullable(),
  reason: z.string().nullable(),
  unparsable: z.string().nullable(),
  prompt_tokens: count,
  completion_tokens: count,
});
const listOf = <S extends z.ZodType>(item: S) =>
  z.object({ object: z.literal('list'), data: z.array(item), has_more: z.boolean() });

export const createJudgement = defineRoute({
  id: 'judgements_create',
  method: 'post',
  path: '/evaluations/:id/judgements',
  tag,
  roles: ['engineer', 'deployer'],
  params: idParam,
  body: judgementBody,
  response: judgementView,
  status: 201,
  errors: [403, 404, 409],
  summary:
    'Have the answers of an evaluation judged by the model that the operator has set: its questions and answers are sent there',
  example: { rubric: 'The answer is polite, correct and short.', max_rows: 100 },
});
export const listJudgements = defineRoute({
  id: 'judgements_list',
  method: 'get',
  path: '/judgements',
  tag,
  roles: READERS,
  query: z.strictObject({ ...listQuery, evaluation: repeatable(z.string().max(64)) }),
  response: listOf(judgementView).extend({ first_id: z.string().nullable(), last_id: z.string().nullable() }),
  summary: 'List judgements, newest first',
});
export const getJudgement = defineRoute({
  id: 'judgements_get',
  method: 'get',
  path: '/judgements/:id',
  tag,
  roles: READERS,
  params: idParam,
  response: judgementView,
  summary: 'Get a judgement with its result',
});
export const judgementRows = defineRoute({
  id: 'judgements_rows',
  method: 'get',
  path: '/judgements/:id/rows',
  tag,
  roles: READERS,
  params: idParam,
  query: z.strictObject({
    limit: limit(1000, 100),
    offset,
  }),
  response: listOf(judgementRow),
  errors: [403],
  summary: 'Get what the judge has said to each row',
});
export const cancelJudgement = defineRoute({
  id: 'judgements_cancel',
  method: 'post',
  path: '/judgements/:id/cancel',
  tag,
  roles: ['engineer', 'deployer'],
  params: idParam,
  response: judgementView,
  errors: [409],
  summary: 'End a judgement: no further call is made',
});
