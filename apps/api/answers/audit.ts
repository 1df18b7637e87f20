import { z } from 'zod';
import type { Answers } from './answers.js';
import { id, time, text, words } from './fields.js';

const AuditEvent = z.looseObject({
  id: id('aud_'),
  object: z.literal('audit_event'),
  seq: z.int(),
  actor: text,
  action: text,
  target: z.looseObject({ type: text, id: text }),
  facts: words,
  request_id: text,
  created_at: time,
  prev_hash: text,
  hash: text,
});
const AuditReport = z.looseObject({
  ok: z.boolean(),
  checked: z.int(),
  broken: z.looseObject({ seq: text, why: text }).optional(),
});

/** The audit log. */
export const AUDIT_ANSWERS: Answers = {
  components: {
    AuditEvent,
    AuditReport,
  },
  operations: {
    audit_events_list: '[AuditEvent]',
    audit_events_verify: 'AuditReport',
  },
};
