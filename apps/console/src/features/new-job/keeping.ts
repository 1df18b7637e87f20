import { requestKey } from '#client/request-key.js';
import { sent } from '../../api/client.js';
import type { Draft } from './draft.js';

/** A draft lives as long as the tab, also through a reload; each project and each parent has its own. */
const at = (clone: string | undefined): string => `luthier.new-job.${sent.project}.${clone ?? ''}`;
const SENT = 'luthier.new-job.sent';

export function keptDraft(clone: string | undefined): Draft | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(at(clone)) ?? 'null');
    return kept !== null && typeof kept === 'object' ? (kept as Draft) : null;
  } catch {
    return null; // written by another release
  }
}
export const keepDraft = (clone: string | undefined, draft: Draft): void =>
  sessionStorage.setItem(at(clone), JSON.stringify(draft));
export function dropDraft(clone: string | undefined): void {
  sessionStorage.removeItem(at(clone));
  sessionStorage.removeItem(SENT);
}

/** The same for the same request, so that one whose answer was lost makes no second job when it is sent again. */
export function keyOf(request: string): string {
  const [known, text] = (sessionStorage.getItem(SENT) ?? '').split('\n', 2);
  if (known && text === request) return known;
  const key = requestKey();
  sessionStorage.setItem(SENT, `${key}\n${request}`);
  return key;
}
