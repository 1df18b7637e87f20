import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam } from '#platform/schemas.js';

export const DIRECTIONS = ['up', 'down', 'both'] as const;
export type Direction = (typeof DIRECTIONS)[number];

const query = z.strictObject({
  direction: z
    .enum(DIRECTIONS)
    .prefault('both')
    .meta({ description: 'up: what it comes from; down: what comes from it.' }),
});
const common = { method: 'get', tag: 'lineage', roles: READERS, params: idParam, query } as const;

export const artifactLineage = defineRoute({
  ...common,
  id: 'artifacts_lineage',
  path: '/artifacts/:id/lineage',
  summary: 'What an artifact comes from and what comes from it, from base models and data to deployments',
});

export const lineageOf = defineRoute({
  ...common,
  id: 'lineage_get',
  path: '/lineage/:id',
  summary:
    'The same for any thing: a base model, dataset version, job, artifact, evaluation, model version (`mv_` or `ft:`) or deployment',
});
