import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery } from '#platform/schemas.js';
import { askGateBody } from './licenses.contract.js';

const tag = 'licenses';
export const listLicenses = defineRoute({
  id: 'licenses_list',
  method: 'get',
  path: '/licenses',
  tag,
  roles: READERS,
  query: z.strictObject({ q: z.string().max(100).optional() }),
  summary: 'List the catalogue, or search it by id or name',
});
export const getLicense = defineRoute({
  id: 'licenses_get',
  method: 'get',
  path: '/licenses/:id',
  tag,
  roles: READERS,
  params: idParam,
  summary: 'Get a license with its terms, each with its clause',
});
export const askGate = defineRoute({
  id: 'licenses_ask',
  method: 'post',
  path: '/licenses/ask',
  tag,
  roles: READERS,
  body: askGateBody,
  summary: 'Ask the license gate about a use and a lineage; stores nothing',
});
export const listDecisions = defineRoute({
  id: 'license_decisions_list',
  method: 'get',
  path: '/license_decisions',
  tag,
  roles: READERS,
  query: z.strictObject({ ...listQuery, subject: z.string().max(120).optional() }),
  summary: 'List the frozen decisions of the project',
});
export const getDecision = defineRoute({
  id: 'license_decisions_get',
  method: 'get',
  path: '/license_decisions/:id',
  tag,
  roles: READERS,
  params: idParam,
  summary: 'Get a frozen decision with its inputs and signature',
});
