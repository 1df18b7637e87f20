import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { listQuery, repeatable } from '#platform/schemas.js';

const filter = {
  actor: repeatable(z.string().max(100)),
  action: repeatable(z.string().max(100)),
  target_id: repeatable(z.string().max(100)),
};
const place = z
  .string({ error: 'must be given once' })
  .regex(/^[1-9][0-9]{0,14}$/, 'must be the number of an event, from 1')
  .transform(Number)
  .optional();

export const listAuditEvents = defineRoute({
  id: 'audit_events_list',
  method: 'get',
  path: '/audit_events',
  summary: 'List who did what, newest first',
  tag: 'audit',
  roles: READERS,
  query: z.strictObject({ ...listQuery, ...filter }),
});

export const verifyAudit = defineRoute({
  id: 'audit_events_verify',
  method: 'get',
  path: '/audit_events/verify',
  summary: 'Walk the hash chain of the project and say whether it is whole',
  tag: 'audit',
  roles: ['reviewer'],
});

export const exportAudit = defineRoute({
  id: 'audit_events_export',
  method: 'get',
  path: '/audit_events/export',
  summary: 'Export who did what, oldest first, as lines of JSON that end with a signature over all of them',
  tag: 'audit',
  roles: READERS,
  query: z.strictObject({
    ...filter,
    from: place.meta({ description: 'Number of the first event; left out: 1.' }),
    to: place.meta({ description: 'Number of the last event; left out: the newest.' }),
  }),
  produces: 'application/jsonl',
});
