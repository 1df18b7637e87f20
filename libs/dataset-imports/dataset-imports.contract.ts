import { z } from 'zod';
import { columns, conversionReport } from '#dataset-shapes/conversion.contract.js';
import { SHAPES } from '#dataset-shapes/shapes.js';
import { SOURCE_FORMATS } from '#dataset-shapes/source-row.js';
import { createDatasetBody, createVersionBody } from '#datasets/datasets.contract.js';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery, repeatable } from '#platform/schemas.js';

const text = (max: number) => z.string().trim().min(1).max(max);
export const importFrom = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('file'),
    file: text(100).meta({
      description: "An uploaded file; other than JSONL goes up with the purpose 'user_data'.",
    }),
  }),
  z.strictObject({
    type: z.literal('hub'),
    repo: z
      .string()
      .regex(/^[A-Za-z0-9][\w.-]{0,95}\/[A-Za-z0-9][\w.-]{0,95}$/, 'must be a Hub id: owner/name'),
    revision: z
      .string()
      .regex(/^[A-Za-z0-9._/-]{1,100}$/, 'must be a branch, tag or commit')
      .default('main'),
    split: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,40}$/)
      .default('train')
      .meta({ description: 'Files whose name has it, such as data/train-00000-of-00002.parquet.' }),
    path: text(500).optional().meta({ description: 'One file of the repository, instead of a split.' }),
  }),
]);

export const importBody = z.strictObject({
  from: importFrom,
  format: z
    .enum(['auto', ...SOURCE_FORMATS])
    .default('auto')
    .meta({ description: '`auto` takes it from the name; the first bytes must agree.' }),
  shape: z
    .enum(['auto', ...SHAPES])
    .default('auto')
    .meta({ description: '`auto` is told by the first row, and refused where that leaves a choice.' }),
  columns: columns.optional().meta({ description: "Which column holds what, for the shape 'columns'." }),
  system: text(20_000).optional().meta({ description: 'A system message for every row that has none.' }),
  on_fault: z
    .enum(['refuse', 'skip'])
    .default('refuse')
    .meta({ description: 'What a row that cannot be converted does to the import.' }),
  validation_fraction: z.number().gt(0).max(0.5).optional(),
  seed: z.int().min(0).max(2_147_483_647).default(0),
  dry_run: z
    .boolean()
    .default(false)
    .meta({ description: 'Reads and converts all of it, reports, and keeps nothing.' }),
  name: createDatasetBody.shape.name
    .optional()
    .meta({ description: 'Dataset of the version; made where there is none. Needed unless dry_run.' }),
  ...createVersionBody.omit({ files: true, source: true }).shape,
});
export type ImportBody = z.output<typeof importBody>;

export const IMPORT_STATES = ['running', 'succeeded', 'failed', 'cancelled'] as const;
export const importedFrom = z.object({
  name: z.string(),
  files: z.array(z.string()),
  sha256: z.string(),
  size_bytes: z.int(),
  repo: z.string().optional(),
  revision: z.string().optional(),
  /** What the publisher's card says. */
  declared_license: z.string().nullable(),
});
export type ImportedFrom = z.infer<typeof importedFrom>;

/** A long-running operation in AIP-151's words. */
const operation = z.object({
  id: z.string(),
  object: z.literal('operation'),
  type: z.literal('dataset_import'),
  state: z.enum(IMPORT_STATES),
  done: z.boolean(),
  metadata: z.object({
    from: importFrom,
    dry_run: z.boolean(),
    source: importedFrom.nullable(),
    conversion: conversionReport.nullable(),
  }),
  error: z.object({ code: z.string(), message: z.string(), param: z.string().nullable() }).nullable(),
  response: z
    .object({
      dataset_version: z.string().nullable(),
      files: z.object({ train: z.string(), validation: z.string().optional() }).nullable(),
    })
    .nullable(),
  created_at: z.int(),
  finished_at: z.int().nullable(),
});
export type OperationView = z.infer<typeof operation>;

const engineer = ['engineer'] as const;
export const importDataset = defineRoute({
  id: 'datasets_import',
  method: 'post',
  path: '/datasets/import',
  tag: 'datasets',
  roles: engineer,
  body: importBody,
  response: operation,
  status: 202,
  errors: [404, 422],
  summary:
    'Make a dataset version of CSV, Parquet, JSON, Alpaca, ShareGPT or preference rows, from an uploaded file or the Hugging Face Hub; `dry_run` shows the conversion alone',
  example: {
    from: { type: 'hub', repo: 'tatsu-lab/alpaca', revision: 'main' },
    name: 'alpaca',
    validation_fraction: 0.05,
    seed: 7,
  },
});
export const listOperations = defineRoute({
  id: 'operations_list',
  method: 'get',
  path: '/operations',
  tag: 'operations',
  roles: READERS,
  query: z.strictObject({ ...listQuery, state: repeatable(z.enum(IMPORT_STATES)) }),
  response: z.object({
    object: z.literal('list'),
    data: z.array(operation),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  }),
  summary: 'List operations, newest first',
});
export const getOperation = defineRoute({
  id: 'operations_get',
  method: 'get',
  path: '/operations/:id',
  tag: 'operations',
  roles: READERS,
  params: idParam,
  response: operation,
  summary: 'Get an operation: how far it is, and what came of it',
});
export const cancelOperation = defineRoute({
  id: 'operations_cancel',
  method: 'post',
  path: '/operations/:id/cancel',
  tag: 'operations',
  roles: engineer,
  params: idParam,
  response: operation,
  summary: 'Cancel an operation that is not done',
});
