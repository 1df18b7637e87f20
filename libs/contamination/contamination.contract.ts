import { z } from 'zod';
import { SPLITS } from '#dataset-checks/splits.js';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam } from '#platform/schemas.js';

/** At most so many rows are named; all are counted. */
export const MOST_NAMED = 1000;

const count = z.int().nonnegative();
const place = z.object({ dataset_version: z.string(), split: z.enum(SPLITS) });
const scores = z.record(z.string(), z.number()).nullable();

export const contaminationReport = z.object({
  schema_version: z.literal(1),
  ngram_words: count,
  /** Runs of words that more training rows than this have are boilerplate and do not count. */
  common_rows: count,
  rows: count,
  contaminated_rows: count,
  share: z.number(),
  exact_rows: count,
  ngram_rows: count,
  /** Rows that share nothing but boilerplate; not among the contaminated. */
  boilerplate_rows: count,
  /** False where some training data could not be read: then there may be more. */
  complete: z.boolean(),
  trained_on: z.array(place.extend({ rows: count, unread: z.string().nullable() })),
  scores: z.object({ all: scores, clean: scores, contaminated: scores }),
  contaminated: z.array(
    z.object({
      /** As in the evaluation's answers, from 0. */
      row: count,
      /** Of the evaluated split, from 1. */
      line: count,
      kind: z.enum(['exact', 'ngram']),
      ngram: z.string().nullable(),
      train: place.extend({ line: count }),
    }),
  ),
});
export type ContaminationReport = z.infer<typeof contaminationReport>;

export const evaluationContamination = defineRoute({
  id: 'evaluations_contamination',
  pending: 202,
  method: 'get',
  path: '/evaluations/:id/contamination',
  tag: 'evaluations',
  roles: READERS,
  params: idParam,
  response: z.object({
    object: z.literal('evaluation.contamination'),
    evaluation: z.string(),
    status: z.enum(['running', 'ready', 'failed']),
    error: z.string().nullable(),
    report: contaminationReport.nullable(),
  }),
  errors: [403],
  summary:
    'Get which evaluated rows the model was trained on, exactly or by 13 words in a row, and the scores without them: 202 with Retry-After while they are looked for',
});
