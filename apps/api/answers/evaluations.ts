import { z } from 'zod';
import { money } from '#jobs/estimate.contract.js';
import { Harness } from '#jobs/lm-eval.contract.js';
import { ParityReport } from '#jobs/recipe-output.contract.js';
import type { Answers } from './answers.js';
import { id, time, text, numbers, expandable } from './fields.js';

const Evaluation = z.looseObject({
  id: id('eval_'),
  object: z.literal('evaluation'),
  name: text,
  task: text,
  engine: text.nullable().meta({ description: 'Of a parity: the engine that was compared with training.' }),
  job: expandable(text),
  subject: text,
  reference: text.nullable(),
  dataset_version: expandable(text),
  split: z.enum(['train', 'validation', 'test']),
  state: text,
  rows: z.int().nullable(),
  metrics: numbers.nullable(),
  intervals: z.record(z.string(), z.object({ low: z.number(), high: z.number() })).meta({
    description: "Wilson's 95 % interval of the metrics that are shares of rows.",
  }),
  cost: z
    .looseObject({
      price_per_hour: money,
      seconds: z.number(),
      total: money,
      per_1k_tokens: money.meta({ description: 'Prompt and answer together.' }),
      per_1k_output_tokens: money,
    })
    .nullable()
    .meta({ description: 'Null without a price for the machine, and for tasks that answer nothing.' }),
  metric: text
    .nullable()
    .meta({ description: 'What gates and comparisons go by; null where it is not 0 or 1 by row.' }),
  harness: Harness.loose().nullable().meta({ description: 'Which harness judged which task.' }),
  created_at: time,
});
const EvaluationAnswer = z.looseObject({
  ttft_ms: z.number().optional().meta({ description: 'Milliseconds until the first token.' }),
  prompt_tokens: z.int().optional(),
  cached_tokens: z.int().optional().meta({ description: 'Of the prompt: read for an earlier one.' }),
  row: z.int(),
  expected: text,
  answer: text,
  correct: z.boolean(),
  refused: z.boolean().optional().meta({ description: 'Of a refusal evaluation alone.' }),
  valid_label: z.boolean().nullable(),
  latency_ms: z.number().optional(),
  scores: numbers.optional().meta({ description: 'Of a harness: the row by its metrics.' }),
});
const EvaluationParity = ParityReport.loose().extend({
  id: id('eval_'),
  object: z.literal('evaluation.parity'),
});
const EvaluationComparison = z.looseObject({
  object: z.literal('evaluation_comparison'),
  baseline: Evaluation,
  candidate: Evaluation,
  rows: z.int(),
  metrics: z.array(
    z.looseObject({
      name: text,
      better: z.enum(['higher', 'lower']),
      test: z.enum(['mcnemar', 'bootstrap', 'normal']),
      rows: z.int(),
      baseline: z.number(),
      candidate: z.number(),
      difference: z.number().meta({ description: 'Candidate minus baseline.' }),
      low: z.number().meta({ description: 'Lower end of the 95 % interval of the difference.' }),
      high: z.number(),
      p: z.number().nullable().meta({ description: "McNemar's exact test, two-sided; else null." }),
    }),
  ),
  flipped_rows: z.int(),
  flipped: z.array(
    z.looseObject({
      row: z.int(),
      expected: text,
      baseline: text,
      candidate: text,
      better: z.enum(['baseline', 'candidate']),
    }),
  ),
  verdict: text,
});

/** Evaluations. */
export const EVALUATIONS_ANSWERS: Answers = {
  components: {
    Evaluation,
    EvaluationAnswer,
    EvaluationParity,
    EvaluationComparison,
  },
  operations: {
    evaluations_list: '[Evaluation]',
    evaluations_get: 'Evaluation',
    evaluations_answers: '[EvaluationAnswer]',
    evaluations_parity: 'EvaluationParity',
    evaluations_compare: 'EvaluationComparison',
  },
};
