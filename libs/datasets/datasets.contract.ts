import { SPLITS } from '#dataset-checks/splits.js';
import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, limit, listQuery, webAddress } from '#platform/schemas.js';
import { FORMATS } from '#dataset-checks/check-rows.js';
import { origins, originsView } from './origins.contract.js';

const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,62}$/,
    'must be 1 to 63 of a-z, 0-9, dot, dash or underscore, starting with a letter or digit',
  );
const text = (max: number) => z.string().trim().min(1).max(max);
const fileId = z.string().min(1).max(100);

export const createDatasetBody = z.strictObject({ name });
export type CreateDataset = z.output<typeof createDatasetBody>;

/** Where the data comes from; `repo` is a Hub id such as `PolyAI/banking77`. */
export const datasetSource = z.strictObject({
  name: text(200).optional(),
  repo: z
    .string()
    .regex(/^[A-Za-z0-9][\w.-]{0,95}(\/[A-Za-z0-9][\w.-]{0,95})?$/, 'must be a Hub id such as owner/name')
    .optional(),
  revision: text(100).optional(),
  url: webAddress(2000).optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be a sha256 in lower-case hex')
    .optional(),
});

export const createVersionBody = z.strictObject({
  files: z
    .strictObject({ train: fileId, validation: fileId.optional(), test: fileId.optional() })
    .meta({ description: "Files of the purpose 'fine-tune', one format for all." }),
  license: text(200).optional().meta({
    description:
      "License of the data: SPDX id, Hub tag or LicenseRef. Left out: the project's default_dataset_license.",
  }),
  declared_by: text(200)
    .optional()
    .meta({ description: 'The named person who declares it; required for LicenseRef-own-data.' }),
  source: datasetSource.prefault({}),
  attribution: text(4000).optional().meta({ description: 'Credit that the license asks for.' }),
  ...origins,
});
export type CreateVersion = z.output<typeof createVersionBody>;

const expanded = z.looseObject({ id: z.string(), object: z.string() });
const datasetView = z.object({
  id: z.string(),
  object: z.literal('dataset'),
  name: z.string(),
  created_at: z.int(),
  versions: z.array(expanded).optional().meta({ description: 'With `expand[]=versions`: the newest 20.' }),
});
const splitRef = z.object({ file_id: z.string(), sha256: z.string(), rows: z.int() });
export type SplitRef = z.infer<typeof splitRef>;
export const splitRefs = z.object({
  train: splitRef,
  validation: splitRef.optional(),
  test: splitRef.optional(),
});
export type SplitRefs = z.infer<typeof splitRefs>;

const versionView = z.object({
  id: z.string(),
  object: z.literal('dataset_version'),
  dataset_id: z.string(),
  dataset: expanded.optional().meta({ description: 'With `expand[]=dataset`.' }),
  number: z.int(),
  digest: z.string(),
  format: z.enum(FORMATS),
  splits: splitRefs,
  license: z.object({
    declared: z.string(),
    license_id: z.string().nullable(),
    declared_by: z.string().nullable(),
    findings: z.array(z.object({ code: z.string(), why: z.string() })),
  }),
  source: datasetSource,
  attribution: z.string().nullable(),
  ...originsView,
  created_at: z.int(),
});
const listOf = (item: z.ZodType) =>
  z.object({
    object: z.literal('list'),
    data: z.array(item),
    first_id: z.string().nullable(),
    last_id: z.string().nullable(),
    has_more: z.boolean(),
  });

const tag = 'datasets';
const engineer = ['engineer'] as const;
const DATASET_EXPANDS = { of: 'dataset', paths: { versions: 'dataset_versions_get' } } as const;
const VERSION_EXPANDS = { of: 'dataset_version', paths: { dataset: 'datasets_get' } } as const;
export const createDataset = defineRoute({
  id: 'datasets_create',
  method: 'post',
  path: '/datasets',
  tag,
  roles: engineer,
  body: createDatasetBody,
  response: datasetView,
  status: 201,
  errors: [409, 422],
  summary: 'Create a dataset: a name for versions of data',
  example: { name: 'banking77' },
});
export const listDatasets = defineRoute({
  id: 'datasets_list',
  expand: DATASET_EXPANDS,
  method: 'get',
  path: '/datasets',
  tag,
  roles: READERS,
  query: z.strictObject(listQuery),
  response: listOf(datasetView),
  summary: 'List datasets',
});
export const getDataset = defineRoute({
  id: 'datasets_get',
  expand: DATASET_EXPANDS,
  method: 'get',
  path: '/datasets/:id',
  tag,
  roles: READERS,
  params: idParam,
  response: datasetView,
  summary: 'Get a dataset',
});
export const createVersion = defineRoute({
  id: 'dataset_versions_create',
  method: 'post',
  path: '/datasets/:id/versions',
  tag,
  roles: engineer,
  params: idParam,
  body: createVersionBody,
  response: versionView,
  status: 201,
  errors: [409, 422],
  summary: 'Make an immutable version from uploaded files; the same content gives the same version',
  example: {
    files: { train: 'file-01k…', validation: 'file-01k…' },
    license: 'CC-BY-4.0',
    source: { repo: 'PolyAI/banking77' },
    attribution: 'PolyAI, Casanueva et al. 2020',
    generated_by: [{ model: 'gpt-4o', role: 'generated', provider_terms: 'LicenseRef-OpenAI-Terms' }],
  },
});
export const listVersions = defineRoute({
  id: 'dataset_versions_list',
  expand: VERSION_EXPANDS,
  method: 'get',
  path: '/datasets/:id/versions',
  tag,
  roles: READERS,
  params: idParam,
  query: z.strictObject(listQuery),
  response: listOf(versionView),
  summary: 'List the versions of a dataset',
});
export const getVersion = defineRoute({
  id: 'dataset_versions_get',
  expand: VERSION_EXPANDS,
  method: 'get',
  path: '/dataset_versions/:id',
  tag,
  roles: READERS,
  params: idParam,
  response: versionView,
  summary: 'Get a dataset version',
});
export const getVersionPreview = defineRoute({
  id: 'dataset_versions_preview',
  method: 'get',
  path: '/dataset_versions/:id/preview',
  tag,
  roles: READERS,
  params: idParam,
  query: z.strictObject({ split: z.enum(SPLITS).prefault('train'), limit: limit(100, 5) }),
  response: z.object({
    object: z.literal('dataset_preview'),
    dataset_version_id: z.string(),
    split: z.enum(SPLITS),
    total_rows: z.int(),
    rows: z.array(z.record(z.string(), z.unknown())),
  }),
  summary: 'Get the first rows of a split, long texts cut',
});
