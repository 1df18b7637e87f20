import { z } from 'zod';
import { defineRoute } from '#platform/route.contract.js';
import { listQuery, repeatable } from '#platform/schemas.js';

export const MAIL_STATES = ['gathering', 'sending', 'waiting', 'sent', 'dropped', 'dead'] as const;

export const listMails = defineRoute({
  id: 'mails_list',
  method: 'get',
  path: '/mails',
  tag: 'projects',
  roles: [],
  query: z.strictObject({
    ...listQuery,
    state: repeatable(z.enum(MAIL_STATES)),
    member: repeatable(z.string().min(1).max(120)),
  }),
  summary: 'List the mails to members: what was sent, what waits, and what was given up and why',
});
