import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { listQuery, repeatable, webAddress } from '#platform/schemas.js';

/** An id, or a slug; a hub id is too, with its slash as %2F. */
const ref = z.object({
  id: z.string().min(1).max(200).meta({
    description: 'bm_ id, slug, or hub id with its slash as %2F.',
    example: 'smollm2-135m-instruct',
  }),
});

export const listBaseModels = defineRoute({
  id: 'base_models_list',
  method: 'get',
  path: '/base_models',
  summary: 'List base models: what can be fine-tuned, and what is on its way',
  tag: 'base models',
  roles: READERS,
  query: z.strictObject({ ...listQuery, state: repeatable(z.enum(['importing', 'ready', 'failed'])) }),
});

export const getBaseModel = defineRoute({
  id: 'base_models_get',
  method: 'get',
  path: '/base_models/:id',
  summary: 'A base model: its source and revision, license, size and abilities',
  tag: 'base models',
  roles: READERS,
  params: ref,
});

/** Beyond these it is a slip of the pen: a toy model, and a hundred thousand times the largest known. */
const computeBody = z.strictObject({
  flops: z.number().min(1e6).max(1e31).meta({ description: 'Floating point operations in all.' }),
  source: webAddress(500).meta({ description: 'The page that says so.' }),
});

export const declareBaseModel = defineRoute({
  id: 'base_models_declare',
  method: 'patch',
  path: '/base_models/:id',
  summary: "Declare what the model's own training came to, with its source; null takes it back",
  tag: 'base models',
  roles: ['engineer'],
  params: ref,
  body: z.strictObject({ training_compute: computeBody.nullable() }),
  example: {
    training_compute: { flops: 3.8e25, source: 'https://arxiv.org/abs/2407.21783' },
  },
});

export const getBaseModelLimits = defineRoute({
  id: 'base_models_limits',
  method: 'get',
  path: '/base_models/:id/limits',
  summary: 'The widest hyperparameters that a fine-tune of this base model may ask for',
  tag: 'base models',
  roles: READERS,
  params: ref,
});

export const getBaseModelObligations = defineRoute({
  id: 'base_models_obligations',
  method: 'get',
  path: '/base_models/:id/obligations',
  summary: 'What the license demands under the declared use: what is owed, thresholds, names, fields',
  tag: 'base models',
  roles: READERS,
  params: ref,
});

export const checkLicense = defineRoute({
  id: 'base_models_check_license',
  method: 'post',
  path: '/base_models/:id/license_checks',
  summary: 'Ask the publisher now whether the terms are still those of the imported revision',
  tag: 'base models',
  roles: ['engineer', 'reviewer'],
  params: ref,
  status: 201,
});

export const listLicenseChecks = defineRoute({
  id: 'base_models_license_checks',
  method: 'get',
  path: '/base_models/:id/license_checks',
  summary: 'What the publisher said about the terms each time it was asked, with what had changed',
  tag: 'base models',
  roles: READERS,
  params: ref,
  query: z.strictObject(listQuery),
});
