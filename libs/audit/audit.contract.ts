import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { listQuery, repeatable } from '#platform/schemas.js';

export const listAuditEvents = defineRoute({
  id: 'audit_events_list',
  method: 'get',
  path: '/audit_events',
  summary: 'List who did what, newest first',
  tag: 'audit',
  roles: READERS,
  query: z.strictObject({
    ...listQuery,
    actor: repeatable(z.string().max(100)),
    action: repeatable(z.string().max(100)),
    target_id: repeatable(z.string().max(100)),
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
