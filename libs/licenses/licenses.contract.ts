import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery, repeatable } from '#platform/schemas.js';
import { addLicenseBody, addOverrideBody } from '#license-catalogue/additions.contract.js';
import { askGateBody } from '#license-rules/decision.contract.js';

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
export const addLicense = defineRoute({
  id: 'licenses_add',
  people: true,
  method: 'post',
  path: '/licenses',
  tag,
  roles: [],
  body: addLicenseBody,
  status: 201,
  errors: [409],
  summary: "Add a license to the project's catalogue, with its text and a clause for every restriction",
  example: {
    id: 'LicenseRef-Example-Weights-1.0',
    name: 'Example Weights License 1.0',
    text: 'Example Weights License 1.0. Section 2: for non-commercial use. Section 3: do as you like otherwise.',
    terms: { commercial_use: { value: 'prohibited', clause: '§2' } },
  },
});
export const addOverride = defineRoute({
  id: 'license_overrides_add',
  people: true,
  method: 'post',
  path: '/license_overrides',
  tag,
  roles: [],
  body: addOverrideBody,
  status: 201,
  errors: [409],
  summary: 'Say which licenses the text of a repository stands for',
  example: {
    repo: 'example/model',
    license_ids: ['Apache-2.0'],
    text_sha256: 'c71d239df91726fc519c6eb72d318ec65820627232b2f796219e87dcf35d0ab4',
    clause: 'LICENSE, first page',
    reason: 'The card says "other"; the file is the Apache License with a foreword.',
  },
});
export const listOverrides = defineRoute({
  id: 'license_overrides_list',
  method: 'get',
  path: '/license_overrides',
  tag,
  roles: READERS,
  query: z.strictObject(listQuery),
  summary: "List the project's own answers to which license a repository stands under",
});
export const getOverride = defineRoute({
  id: 'license_overrides_get',
  method: 'get',
  path: '/license_overrides/:id',
  tag,
  roles: READERS,
  params: idParam,
  summary: 'Get one of them',
});
export const askGate = defineRoute({
  id: 'licenses_ask',
  method: 'post',
  path: '/licenses/ask',
  tag,
  roles: READERS,
  body: askGateBody,
  summary: 'Ask the license gate about a use and a lineage; stores nothing',
  example: {
    gate: 'G2',
    use: { purpose: 'internal', commercial: true },
    graph: { nodes: [{ id: 'base', kind: 'base_model', declared_license: 'apache-2.0' }], edges: [] },
    subject: 'base',
  },
});
export const listDecisions = defineRoute({
  id: 'license_decisions_list',
  method: 'get',
  path: '/license_decisions',
  tag,
  roles: READERS,
  query: z.strictObject({ ...listQuery, subject: repeatable(z.string().max(120)) }),
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
export const listReevaluations = defineRoute({
  id: 'license_reevaluations_list',
  method: 'get',
  path: '/license_reevaluations',
  tag,
  roles: READERS,
  query: z.strictObject(listQuery),
  summary: 'List what new versions of the catalogue changed for the decisions of the project',
});
