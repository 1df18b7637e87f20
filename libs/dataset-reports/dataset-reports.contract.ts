import { z } from 'zod';
import { fileReport } from '#dataset-checks/report.contract.js';
import { SPLITS } from '#dataset-checks/splits.js';
import { TRAINING_METHODS } from '#dataset-checks/usable.js';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, wholeNumber } from '#platform/schemas.js';
import { rowReport } from './row-report.contract.js';

const baseReport = z.object({
  base_model: z.object({ id: z.string(), slug: z.string(), revision: z.string().nullable() }),
  max_seq_length: z.int(),
  status: z.enum(['running', 'ready', 'failed']),
  /** The job that computes it; its events say how far it is. */
  job: z.string(),
  progress: z.unknown(),
  error: z.object({ code: z.string(), message: z.string(), advice: z.string() }).nullable(),
  report: rowReport.nullable(),
});
export type BaseReport = z.infer<typeof baseReport>;

export const getVersionReport = defineRoute({
  id: 'dataset_versions_report',
  pending: 202,
  method: 'get',
  path: '/dataset_versions/:id/report',
  tag: 'datasets',
  roles: READERS,
  params: idParam,
  query: z.strictObject({
    base_model: z.string().min(1).max(200).optional().meta({
      description:
        "Id, slug or hub id: adds what that model's own tokenizer and chat template make of the rows.",
    }),
    max_seq_length: wholeNumber(8, 999_999)
      .optional()
      .meta({ description: "Where rows are cut; left out: what a job's `auto` takes." }),
  }),
  response: z.object({
    object: z.literal('dataset_report'),
    dataset_version_id: z.string(),
    usable_for: z.array(z.enum(TRAINING_METHODS)),
    splits: z.partialRecord(z.enum(SPLITS), fileReport),
    base: baseReport.nullable(),
  }),
  summary:
    'Get what the checks of its files found and, with `base_model`, token statistics by its tokenizer: 202 with Retry-After while they are counted',
});
