import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { listQuery } from '#platform/schemas.js';

export const listAuditEvents = defineRoute({
  id: 'audit_events_list',
  method: 'get',
  path: '/audit_events',
  summary: 'List who did what, newest first',
  tag: 'audit',
  roles: READERS,
  query: z.strictObject({
    ...listQuery,
    action: z.string().max(100).optional(),
    target_id: z.string().max(100).optional(),
  }),
});

export const verifyAudit = defineRoute({
  id: 'audit_events_verify',
  method: 'get',
  path: '/audit_events/verify',
  summary: 'Walk the hash chain of the project and say whether it is whole',
  tag: 'audit',
  roles: ['reviewer'],
});
