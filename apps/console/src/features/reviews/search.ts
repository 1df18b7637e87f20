import { given, manyOf, oneOf, textOf } from '../../search.js';

export const STATES = ['open', 'approved', 'waived', 'rejected', 'expired', 'revoked', 'superseded'] as const;
export const SEVERITIES = ['needs-review', 'deny'] as const;
export const SORTS = ['reach', 'newest'] as const;
export const ANSWERS = ['approve', 'reject', 'waive', 'revoke', 'delegate', 'comment'] as const;
export type Answer = (typeof ANSWERS)[number];

/** What the address of the inbox holds; without a state it shows what is open. */
export const inboxSearch = (raw: Record<string, unknown>) =>
  given({
    state: manyOf(raw, 'state', STATES),
    severity: manyOf(raw, 'severity', SEVERITIES),
    sort: oneOf(raw, 'sort', SORTS),
  });
export type InboxSearch = ReturnType<typeof inboxSearch>;

/** Which text lies open and which answer is being written. */
export const reviewSearch = (raw: Record<string, unknown>) =>
  given({ text: textOf(raw, 'text'), answer: oneOf(raw, 'answer', ANSWERS) });
export type ReviewSearch = ReturnType<typeof reviewSearch>;
