import { z } from 'zod';
import { SPLITS } from '#dataset-checks/splits.js';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, limit } from '#platform/schemas.js';

export const ROW_CHANGES = ['changed', 'added', 'removed'] as const;

export const diffQuery = z.strictObject({
  against: z
    .string()
    .min(1)
    .max(100)
    .meta({ description: 'The dataset version that it is held against: the earlier one.' }),
  split: z.enum(SPLITS).prefault('train').meta({ description: 'Whose rows are listed.' }),
  kind: z.enum(ROW_CHANGES).optional().meta({ description: 'Only these rows.' }),
  limit: limit(100, 20),
  after: z
    .string()
    .regex(/^(now|before)-\d{1,10}$/, "must be a 'next' of this operation")
    .optional()
    .meta({ description: 'The `next` of the page before.' }),
});
export type DiffQuery = z.output<typeof diffQuery>;

const side = z
  .object({
    line: z.int(),
    row: z
      .record(z.string(), z.unknown())
      .nullable()
      .meta({ description: 'Long texts cut; null for a line that is no row.' }),
    is_cut: z.boolean(),
  })
  .nullable();
const counts = z.object({ changed: z.int(), added: z.int(), removed: z.int(), same: z.int() });
export type RowCounts = z.infer<typeof counts>;

const datasetDiff = z.object({
  object: z.literal('dataset_diff'),
  dataset_version_id: z.string(),
  against: z.string(),
  status: z.enum(['running', 'ready']),
  declared: z
    .array(z.object({ field: z.string(), before: z.unknown(), now: z.unknown() }))
    .meta({ description: 'What the two say of themselves differently: format, license, source, origins.' }),
  splits: z
    .partialRecord(z.enum(SPLITS), counts)
    .nullable()
    .meta({ description: 'Rows of each split that either has; null while they are counted.' }),
  is_paired: z.boolean().nullable().meta({
    description:
      'False where more than 100,000 rows of a side differ: only those were looked at for rows that changed; the rest count as added and removed.',
  }),
  split: z.enum(SPLITS),
  data: z.array(z.object({ kind: z.enum(ROW_CHANGES), before: side, now: side })),
  has_more: z.boolean(),
  next: z.string().nullable(),
});
export type DatasetDiff = z.infer<typeof datasetDiff>;

export const versionDiff = defineRoute({
  id: 'dataset_versions_diff',
  pending: 202,
  method: 'get',
  path: '/dataset_versions/:id/diff',
  tag: 'datasets',
  roles: READERS,
  params: idParam,
  query: diffQuery,
  response: datasetDiff,
  errors: [403, 503],
  summary:
    'Get what differs from another dataset version: what is declared, and rows that changed (they ask the same, or stand between the same rows), came and went, in the order of this version and then of the other: 202 with Retry-After while they are looked for',
});
