import { z } from 'zod';
import { enginesOf } from '#jobs/pipelines.contract.js';
import { SERVING_ENGINES } from '#jobs/recipe.contract.js';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery } from '#platform/schemas.js';
import { servingUsageQuery } from '#serving-usage/serving-usage.contract.js';

/** MLflow refuses `/` and `:`; `<model>:<alias>` is how a served model is asked for, so neither may hold them. */
export const modelName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,62}$/, 'must be 1 to 63 of a-z, 0-9, dot, dash or underscore');
export const suffix = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be 1 to 64 of a-z, 0-9, dot, dash or underscore');
/** As MLflow: `latest` and what looks like a version number (`v1`) cannot be aliases. */
export const aliasName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]{0,62}$/,
    'must be 1 to 63 of a-z, 0-9, dash or underscore, and begin with a letter',
  )
  .refine((name) => name !== 'latest' && !/^v\d+$/.test(name), 'must not be `latest` or like `v1`');
const tags = z.record(z.string().min(1).max(250), z.string().max(5000));

/** What a pipeline publishes once every job has succeeded (pipeline.publish, as stored). */
export const publish = z.object({
  model: modelName,
  suffix: suffix.nullish(),
  tags: tags.nullish(),
  /** The jobs make this checkpoint callable: the version is named after the one that its training led to. */
  checkpoint: z.object({ job: z.string(), step: z.number().int(), of: z.string() }).nullish(),
  /** That the version is to be served with. */
  engines: z.array(z.enum(SERVING_ENGINES)).nullish(),
  /** Aliases to ask a promotion for; the gates still decide. */
  aliases: z.array(aliasName).nullish(),
});
export type Publish = z.infer<typeof publish>;

export const ARTIFACT_ROLES = ['adapter', 'merged', 'gguf', 'quantized'] as const;
export type ArtifactRole = (typeof ARTIFACT_ROLES)[number];
/** Artifact ids by role. */
export type VersionArtifacts = Partial<Record<ArtifactRole, string>>;

export const EvaluationSummary = z.object({
  id: z.string(),
  name: z.string(),
  task: z.string(),
  subject: z.string(),
  dataset_version: z.string(),
  rows: z.number().nullable(),
  /** Of a divergence: what the subject was compared with. */
  reference: z.string().nullish(),
  metrics: z.record(z.string(), z.number().nullable()),
});
export type EvaluationSummary = z.infer<typeof EvaluationSummary>;

const jobRef = z.string().min(1).max(64);
export const registerBody = z.strictObject({
  job: z.string().min(1).max(64).meta({ description: 'The fine-tuning job, `job_…` or `ftjob-…`.' }),
  merge_job: z.string().min(1).max(64).optional(),
  quantize_job: z
    .union([jobRef, z.array(jobRef).min(1).max(2)])
    .optional()
    .meta({ description: 'One that left a GGUF file, one that left a quantized folder, or both.' }),
  suffix: suffix.nullish(),
  tags: tags.optional(),
  engines: enginesOf.optional(),
});

const tag = 'registered_models';
const named = z.object({ name: z.string().min(1).max(120) });
const MODEL_EXPANDS = {
  of: 'registered_model',
  paths: { versions: 'model_versions_get', 'versions.source_job': 'jobs_get' },
} as const;
const VERSION_EXPANDS = {
  of: 'model_version',
  paths: {
    source_job: 'jobs_get',
    'source_job.attempts': 'jobs_attempts',
    'source_job.decision': 'license_decisions_get',
  },
} as const;
export const listModels = defineRoute({
  id: 'registered_models_list',
  expand: MODEL_EXPANDS,
  method: 'get',
  path: '/registered_models',
  tag,
  roles: READERS,
  query: z.strictObject(listQuery),
  summary: 'List registered models, newest first',
});
export const getModel = defineRoute({
  id: 'registered_models_get',
  expand: MODEL_EXPANDS,
  method: 'get',
  path: '/registered_models/:name',
  tag,
  roles: READERS,
  params: named,
  summary: 'Get a registered model by name or id, with its aliases',
});
export const listVersions = defineRoute({
  id: 'registered_models_versions_list',
  expand: VERSION_EXPANDS,
  method: 'get',
  path: '/registered_models/:name/versions',
  tag,
  roles: READERS,
  params: named,
  query: z.strictObject(listQuery),
  summary: 'List the versions of a registered model, newest first',
});
export const registerVersion = defineRoute({
  id: 'registered_models_versions_create',
  method: 'post',
  path: '/registered_models/:name/versions',
  tag,
  roles: ['engineer', 'deployer'],
  params: named.extend({ name: modelName }),
  body: registerBody,
  status: 201,
  errors: [409],
  summary:
    'Register the outcome of finished jobs as a version; the license gate G3 and the card check must pass',
  example: { job: 'job_01k…', quantize_job: 'job_01k…' },
});
const aliasParams = named.extend({ alias: z.string().min(1).max(120) });
const aliasRoute = (method: 'put' | 'delete', verb: string) =>
  defineRoute({
    id: `registered_models_aliases_${verb}`,
    method,
    path: '/registered_models/:name/aliases/:alias',
    tag,
    roles: ['deployer'],
    params: aliasParams,
    errors: [409],
    summary: 'Refused: an alias moves only by a promotion, whose gates have passed',
  });
export const putAlias = aliasRoute('put', 'put');
export const deleteAlias = aliasRoute('delete', 'delete');
export const getVersion = defineRoute({
  id: 'model_versions_get',
  expand: VERSION_EXPANDS,
  method: 'get',
  path: '/model_versions/:id',
  tag,
  roles: READERS,
  params: idParam,
  summary: 'Get a model version by its id or its `ft:` id',
});
export const versionUsage = defineRoute({
  id: 'model_versions_usage',
  method: 'get',
  path: '/model_versions/:id/usage',
  tag,
  roles: READERS,
  params: idParam,
  query: servingUsageQuery,
  summary:
    'Tokens, time, energy and cost of all that served a version, by 1,000 tokens, and beside a price per token',
});
export const listForms = defineRoute({
  id: 'model_versions_forms',
  method: 'get',
  path: '/model_versions/:id/forms',
  tag,
  roles: READERS,
  params: idParam,
  summary:
    'The forms of the weights of a version and what was quantized from them: digest, whether the signatures hold, and what quantisation cost',
});
export const getObligations = defineRoute({
  id: 'model_versions_obligations',
  method: 'get',
  path: '/model_versions/:id/obligations',
  tag,
  roles: READERS,
  params: idParam,
  summary:
    'What the licenses under a version demand, by its newest decision: what is owed, thresholds, names, fields',
});
export const getCard = defineRoute({
  id: 'model_versions_card',
  method: 'get',
  path: '/model_versions/:id/card',
  tag,
  roles: READERS,
  params: idParam,
  produces: 'text/markdown',
  summary: 'Get the model card (README.md) of a version',
});

export const getTerms = defineRoute({
  id: 'model_versions_terms',
  method: 'get',
  path: '/model_versions/:id/terms',
  tag,
  roles: READERS,
  params: idParam,
  produces: 'text/plain',
  summary: 'Get the terms that the licenses under a version want passed on to whoever gets or uses it',
});

export const getBill = defineRoute({
  id: 'model_versions_bom',
  method: 'get',
  path: '/model_versions/:id/bom',
  tag,
  roles: READERS,
  params: idParam,
  produces: 'application/vnd.cyclonedx+json',
  summary: 'Get the bill of materials of a version: base model, data, files and packages (CycloneDX 1.6)',
});

export const listOpenAiModels = defineRoute({
  id: 'models_list',
  method: 'get',
  path: '/models',
  tag: 'models',
  roles: READERS,
  summary: 'List base models that are ready and fine-tuned models (OpenAI shape)',
});
const modelParam = z.object({ model: z.string().min(1).max(300) });
export const getOpenAiModel = defineRoute({
  id: 'models_get',
  method: 'get',
  path: '/models/:model',
  tag: 'models',
  roles: READERS,
  params: modelParam,
  summary: 'Get a model (OpenAI shape)',
});
export const deleteOpenAiModel = defineRoute({
  id: 'models_delete',
  method: 'delete',
  path: '/models/:model',
  tag: 'models',
  roles: ['deployer'],
  params: modelParam,
  errors: [409],
  summary: 'Delete a fine-tuned model of this project; one that an alias points to is kept',
});
