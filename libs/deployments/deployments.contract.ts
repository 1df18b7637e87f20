import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery, repeatable } from '#platform/schemas.js';
import { type MaxRegression, maxRegression } from '#projects/max-regression.js';
import { aliasName } from '#registry/registry.contract.js';
import { servingUsageQuery } from '#serving-usage/serving-usage.contract.js';
import { servingTrafficQuery } from '#serving-usage/traffic.contract.js';
import type { LimitName } from './gate-limits.js';

const share = z.number().min(0).max(1);
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
  max_quantization_drop: z.number().min(0).max(1).default(0.05).meta({
    description: 'The most that quantisation may take from the score, where it was measured.',
  }),
  max_task_drop: z.number().min(0).max(1).optional().meta({
    description: 'The same, and it has to have been measured; holds instead of max_quantization_drop.',
  }),
  max_kl: z.number().positive().max(1000).nullable().optional().meta({
    description:
      'The most KL(merged‖GGUF) in nats per token, which then has to have been measured. Left out: 0.1 where it was; null: any.',
  }),
  min_refusal_rate: share.optional().meta({
    description:
      'The least share of rows to refuse that the version refuses, by its newest refusal evaluation.',
  }),
  max_false_refusal_rate: share.optional().meta({
    description: 'The largest share of harmless rows that it refuses, by the same.',
  }),
  max_perplexity: z.number().min(1).optional().meta({
    description:
      'The largest perplexity, by the newest perplexity evaluation of the merged model or the adapter.',
  }),
  max_regression: maxRegression.optional().meta({
    description:
      "The most exact match that the version may lose against the one that the alias serves, on the same rows; or by metric: of exact_match and refusal_rate what may be lost, of false_refusal_rate what may be gained. Passes only where the 95 % interval of the difference rules a larger drop out. The project's limit for the alias holds where it is lower.",
  }),
});
export type PromotionBody = z.output<typeof promotionBody>;
/** What a promotion asks of the version beside its license, signature and card. */
export type Asked = Pick<
  PromotionBody,
  'min_score' | 'evaluation' | 'max_quantization_drop' | 'max_task_drop' | 'max_kl' | LimitName
> & {
  /** Null: no limit, the project's neither. */
  max_regression?: MaxRegression | null;
};

export const PROMOTION_STATES = ['running', 'blocked', 'succeeded', 'failed', 'rolled_back'] as const;
export type PromotionState = (typeof PROMOTION_STATES)[number];
/** `blocked`: the license decision does not let it serve. */
export const DEPLOYMENT_STATES = ['starting', 'ready', 'failed', 'stopped', 'blocked'] as const;
export type DeploymentState = (typeof DEPLOYMENT_STATES)[number];

const promotions = 'promotions';
const PROMOTION_EXPANDS = {
  of: 'promotion',
  paths: {
    version: 'model_versions_get',
    'version.source_job': 'jobs_get',
    previous_version: 'model_versions_get',
    decision: 'license_decisions_get',
    deployment: 'deployments_get',
  },
} as const;
const DEPLOYMENT_EXPANDS = {
  of: 'deployment',
  paths: {
    traffic: 'deployments_traffic',
    version: 'model_versions_get',
    'version.source_job': 'jobs_get',
    decision: 'license_decisions_get',
  },
} as const;
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
  expand: PROMOTION_EXPANDS,
  method: 'get',
  path: '/promotions',
  tag: promotions,
  roles: READERS,
  query: z.strictObject({
    ...listQuery,
    state: repeatable(z.enum(PROMOTION_STATES)),
    model_id: repeatable(z.string().max(120)).meta({ description: 'Of these models (`rm_`) alone.' }),
    version: repeatable(z.string().max(120)).meta({ description: 'Of these versions (`mv_`) alone.' }),
  }),
  summary: 'List promotions, newest first',
});
export const getPromotion = defineRoute({
  id: 'promotions_get',
  expand: PROMOTION_EXPANDS,
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
  expand: DEPLOYMENT_EXPANDS,
  method: 'get',
  path: '/deployments',
  tag: deployments,
  roles: READERS,
  query: z.strictObject({
    ...listQuery,
    state: repeatable(z.enum(DEPLOYMENT_STATES)),
    version: repeatable(z.string().max(120)).meta({ description: 'Of these versions (`mv_`) alone.' }),
  }),
  summary: 'List what serves or served a version, newest first',
});
export const getDeployment = defineRoute({
  id: 'deployments_get',
  expand: DEPLOYMENT_EXPANDS,
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
export const deploymentUsage = defineRoute({
  id: 'deployments_usage',
  method: 'get',
  path: '/deployments/:id/usage',
  tag: deployments,
  roles: READERS,
  params: idParam,
  query: servingUsageQuery,
  summary:
    'Tokens, time, energy and cost of what a deployment answered, by 1,000 tokens, and beside a price per token',
});
export const deploymentTraffic = defineRoute({
  id: 'deployments_traffic',
  method: 'get',
  path: '/deployments/:id/traffic',
  tag: deployments,
  roles: READERS,
  params: idParam,
  query: servingTrafficQuery,
  summary:
    'Requests to a deployment by how they ended, their latency and time to first token, as a whole and as a series',
});
