import { answer, api } from '../../api/client.js';
import { queries } from '../../api/queries.js';
import type { Answer } from './search.js';
import { endOfDay } from './words.js';

/** What is being written for one review; kept while the page is, whichever review is looked at. */
export interface Draft {
  text: string;
  conditions: string;
  /** Also for what is made of it. */
  holds: boolean;
  /** `2026-11-30`; empty for twelve months. */
  until: string;
  member: string | null;
  hours: number | string;
  sha256: string;
  file: File | null;
  licensor: string;
  scope: string[];
}
export const EMPTY: Draft = {
  ...{ text: '', conditions: '', holds: false, until: '', member: null, hours: 0 },
  ...{ sha256: '', file: null, licensor: '', scope: [] },
};
const drafts = new Map<string, Draft>();
export const draftOf = (id: string): Draft => drafts.get(id) ?? EMPTY;
export const keepDraft = (id: string, draft: Draft): void => void drafts.set(id, draft);
export const dropDraft = (id: string): void => void drafts.delete(id);

export interface Target {
  id: string;
  revision: number;
  /** The first of two reviewers brings the grant, the second names it. */
  hasGrant: boolean;
}

export const holdsFor = (isForLineage: boolean) =>
  isForLineage ? ('lineage' as const) : ('question' as const);

/** Sends one answer about the revision that was read. */
export async function send(action: Answer, target: Target, draft: Draft): Promise<unknown> {
  const { id } = target;
  const params = { path: { id }, header: { 'if-match': `"${target.revision}"` } };
  const comment = draft.text.trim() || undefined;
  const until = endOfDay(draft.until);
  const ends = until === undefined ? {} : { expires_at: until };
  const said = comment === undefined ? {} : { comment };
  switch (action) {
    case 'approve': {
      const conditions = draft.conditions.trim();
      const body = {
        ...{ ...said, ...ends, holds_for: holdsFor(draft.holds) },
        ...(conditions ? { conditions } : {}),
      };
      return answer(api.POST('/v1/reviews/{id}/approve', { params, body }));
    }
    case 'reject':
      return answer(api.POST('/v1/reviews/{id}/reject', { params, body: { comment: comment ?? '' } }));
    case 'waive': {
      const first = target.hasGrant ? {} : await grantOf(draft);
      const body = { sha256: draft.sha256.trim(), ...said, ...first, ...(target.hasGrant ? {} : ends) };
      return answer(api.POST('/v1/reviews/{id}/waive', { params, body }));
    }
    case 'revoke': {
      const body = { reason: comment ?? '', deadline_seconds: Math.round(Number(draft.hours) * 3600) };
      return answer(api.POST('/v1/reviews/{id}/revoke', { params, body }));
    }
    case 'delegate':
      return answer(
        api.POST('/v1/reviews/{id}/delegate', { params, body: { member: draft.member ?? '', ...said } }),
      );
    case 'comment':
      return answer(
        api.POST('/v1/reviews/{id}/comment', { params: { path: { id } }, body: { text: comment ?? '' } }),
      );
  }
}

async function grantOf({ file, licensor, scope }: Draft) {
  if (!file) return { licensor, scope };
  const bytes = new Uint8Array(await file.arrayBuffer());
  return { document: base64(bytes), document_name: file.name, licensor, scope };
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}

/** Reads anew whatever shows this review. */
export async function readAgain(id: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['reviews'] }),
    queries.invalidateQueries({ queryKey: ['get', '/v1/reviews'] }),
    queries.invalidateQueries({ predicate: ({ queryKey }) => JSON.stringify(queryKey).includes(id) }),
  ]);
}
