import { given, textOf, textsOf } from '../../search.js';

/** What the address of the audit log holds: its filters and the event that lies open. */
export const auditSearch = (raw: Record<string, unknown>) =>
  given({
    actor: textsOf(raw, 'actor'),
    action: textsOf(raw, 'action'),
    target_id: textsOf(raw, 'target_id'),
    event: textOf(raw, 'event'),
  });
export type AuditSearch = ReturnType<typeof auditSearch>;
