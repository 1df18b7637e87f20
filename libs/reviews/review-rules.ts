import { conflict, denied, invalid } from '#kernel/errors.js';
import { deniedCodes, type WaiverGrant } from './review.js';
import type { WaiveBody } from './reviews.contract.js';
import type { ReviewRow } from './reviews.repository.js';

const YEAR_MS = 365 * 24 * 3600 * 1000;
const MAX_YEARS = 10;

export const notInState = (row: Pick<ReviewRow, 'id' | 'state'>, why: string) =>
  conflict('review_not_open', `Review ${row.id} is ${row.state}: ${why}.`, {
    state: row.state,
    headers: { 'x-should-retry': 'false' },
  });

export function assertOpen(row: ReviewRow): void {
  if (row.state !== 'open') throw notInState(row, 'only an open one can be answered');
}

export function assertNoDenial(row: ReviewRow): void {
  if (row.severity !== 'deny') return;
  const denials = row.findings.filter(({ verdict }) => verdict === 'deny');
  const cure = denials.every(({ fixable }) => fixable) ? 'it is cured and asked again, or' : 'only';
  throw conflict(
    'waiver_required',
    `Review ${row.id} is about a denial (${denials.map(({ code }) => code).join(', ')}): ${cure} a waiver with the licensor's grant lifts it.`,
  );
}

/** Throws `nothing_to_carry` where no finding is about which license a node has: such an answer would promise what it cannot hold. */
export function assertAsksReading(row: Pick<ReviewRow, 'id' | 'readings'>): void {
  if (row.readings.length > 0) return;
  throw conflict(
    'nothing_to_carry',
    `Review ${row.id} does not ask which license a base model or dataset has: its answer holds for its own question. Leave 'holds_for' out.`,
    { param: 'holds_for', headers: { 'x-should-retry': 'false' } },
  );
}

/** Twelve months where none is given. Throws `invalid_value` for a time that is past or beyond ten years. */
export function expiryOf(given: number | undefined, now: Date): Date {
  if (given === undefined) return new Date(now.getTime() + YEAR_MS);
  const at = given * 1000;
  if (at > now.getTime() && at <= now.getTime() + MAX_YEARS * YEAR_MS) return new Date(at);
  throw invalid('invalid_value', "'expires_at' must lie in the future, at most ten years ahead.", {
    param: 'expires_at',
  });
}

/** Askers who could have answered in this name; where there is one, the answer may be the asker's own. */
export const askersAmong = (hands: readonly string[] | undefined, askers: ReadonlySet<string>): string[] =>
  (hands ?? []).filter((member) => askers.has(member));

/** Throws denied `reviewer_not_independent` where who asked made the key of who answers, or added the member. */
export function assertIndependent(
  row: Pick<ReviewRow, 'id'>,
  hands: readonly string[],
  askers: ReadonlyMap<string, string>,
): void {
  const among = askersAmong(hands, new Set(askers.keys())).map((member) => askers.get(member));
  if (among.length === 0) return;
  throw denied(
    'reviewer_not_independent',
    `Review ${row.id} was asked for, or its subject made, by ${among.join(' and ')}, who made your key or added you as a member. ` +
      'Replace your key by one that you alone know (luthier key rotate, or POST /v1/api_keys/current/rotate) and answer with that one, ' +
      'or have another member and key made by an admin who has no part in the question.',
    { headers: { 'x-should-retry': 'false' } },
  );
}

/** What the first reviewer of a waiver has to bring. */
export function firstGrant(row: ReviewRow, body: WaiveBody, now: Date): WaiverGrant {
  if (row.severity !== 'deny')
    throw conflict('nothing_to_waive', `Review ${row.id} is about no denial: approve or reject it.`);
  for (const name of ['document', 'licensor', 'scope', 'expires_at'] as const) {
    if (body[name] === undefined)
      throw invalid('missing_required_parameter', `Missing required parameter: '${name}'.`, { param: name });
  }
  const expires = expiryOf(body.expires_at, now);
  return {
    document: body.document_name ?? 'grant',
    sha256: body.sha256,
    licensor: body.licensor!,
    scope: [...new Set(body.scope)],
    expires_at: Math.floor(expires.getTime() / 1000),
  };
}

/** The second reviewer confirms what the first brought; another grant needs another review. */
export function secondGrant(grant: WaiverGrant, body: WaiveBody): WaiverGrant {
  for (const name of ['document', 'document_name', 'licensor', 'scope', 'expires_at'] as const) {
    if (body[name] !== undefined)
      throw invalid('invalid_value', `'${name}' is settled by the first reviewer: give the sha256 alone.`, {
        param: name,
      });
  }
  return grant;
}

/** A grant for less than what is denied would leave the answer a no. */
export function assertCoversDenials(row: ReviewRow, scope: readonly string[]): void {
  const wanted = deniedCodes(row.findings);
  const denials = row.findings.filter((one) => one.verdict === 'deny').map((one) => one.code);
  const strange = scope.find((code) => !denials.includes(code));
  const left = wanted.filter((code) => !scope.includes(code));
  if (strange === undefined && left.length === 0) return;
  const why =
    strange === undefined ? `it leaves ${left.join(', ')}` : `'${strange}' is no denial of this review`;
  throw invalid('invalid_value', `'scope' must name what is denied (${wanted.join(', ')}): ${why}.`, {
    param: 'scope',
  });
}
