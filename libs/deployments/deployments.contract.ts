import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery } from '#platform/schemas.js';
import { aliasName } from '#registry/registry.contract.js';

export const promotionBody = z.strictObject({
  model: z.string().min(1).max(120).meta({ description: 'Registered model, by name or id.' }),
  version: z
    .union([z.int().min(1), z.string().min(1).max(300)])
    .optional()
    .meta({ description: 'Number, `mv_` id or `ft:` id; the newest version when left out.' }),
  alias: aliasName,
  min_score: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .meta({ description: 'The least exact-match score that passes.' }),
  evaluation: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'Id or name of the evaluation that counts.' }),
  max_quantization_drop: z.number().min(0).max(1).default(0.05),
});
export type PromotionBody = z.output<typeof promotionBody>;

export const PROMOTION_STATES = ['running', 'blocked', 'succeeded', 'failed', 'rolled_back'] as const;
export type PromotionState = (typeof PROMOTION_STATES)[number];
/** `blocked`: the license decision does not let it serve. */
export const DEPLOYMENT_STATES = ['starting', 'ready', 'failed', 'stopped', 'blocked'] as const;
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number];

const promotions = 'promotions';
export const createPromotion = defineRoute({
  id: 'promotions_create',
  method: 'post',
  path: '/promotions',
  tag: promotions,
  roles: ['deployer'],
  body: promotionBody,
  status: 201,
  errors: [404, 409],
  summary:
    'Ask to point an alias at a version: every gate is answered; with none unmet the version is started and the alias moves',
  example: { model: 'support-intents', alias: 'production', min_score: 0.8 },
});
export const listPromotions = defineRoute({
  id: 'promotions_list',
  method: 'get',
  path: '/promotions',
  tag: promotions,
  roles: READERS,
  query: z.strictObject({ ...listQuery, state: z.enum(PROMOTION_STATES).optional() }),
  summary: 'List promotions, newest first',
});
export const getPromotion = defineRoute({
  id: 'promotions_get',
  method: 'get',
  path: '/promotions/:id',
  tag: promotions,
  roles: READERS,
  params: idParam,
  summary: 'Get a promotion with its gates',
});
export const promotionRecord = defineRoute({
  id: 'promotions_record',
  method: 'get',
  path: '/promotions/:id/record',
  tag: promotions,
  roles: READERS,
  params: idParam,
  query: z.strictObject({
    format: z
      .enum(['json', 'html'])
      .optional()
      .meta({ description: 'Left out: HTML where `Accept` asks for text/html, else JSON.' }),
  }),
  errors: [409],
  summary:
    'Get the signed decision record of a promotion: what may be done, what must be done, who said so, on which text, until when',
});
export const rollbackPromotion = defineRoute({
  id: 'promotions_rollback',
  method: 'post',
  path: '/promotions/:id/rollback',
  tag: promotions,
  roles: ['deployer'],
  params: idParam,
  status: 201,
  errors: [409],
  summary: 'Promote the version that this promotion replaced; its gates are asked again',
});

const deployments = 'deployments';
export const listDeployments = defineRoute({
  id: 'deployments_list',
  method: 'get',
  path: '/deployments',
  tag: deployments,
  roles: READERS,
  query: z.strictObject({ ...listQuery, state: z.enum(DEPLOYMENT_STATES).optional() }),
  summary: 'List what serves or served a version, newest first',
});
export const getDeployment = defineRoute({
  id: 'deployments_get',
  method: 'get',
  path: '/deployments/:id',
  tag: deployments,
  roles: READERS,
  params: idParam,
  summary: 'Get a deployment',
});
export const deploymentHealth = defineRoute({
  id: 'deployments_health',
  method: 'get',
  path: '/deployments/:id/health',
  tag: deployments,
  roles: READERS,
  params: idParam,
  summary: 'Ask the engine of a deployment now whether it answers',
});
