import type { Finding, Grant, ReviewAnswer } from '#license-rules/decision.contract.js';
import type { Answers } from '#licenses/reviews.port.js';

export const REVIEW_STATES = [
  'open',
  'approved',
  'rejected',
  'waived',
  'expired',
  'revoked',
  'superseded',
] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** One request or answer to a question at a time: these are in force, the others have ended. */
export const LIVE: readonly ReviewState[] = ['open', 'approved', 'waived', 'rejected'];

export interface Approval {
  member: string;
  name: string;
  /** By who asked, in a project of one. */
  self: boolean;
  at: string;
  /** Members who could have given it in this name: they made the key that was used, or added the member. Absent: given before. */
  hands?: string[];
}

/** The document of a waiver and what it covers. */
export interface WaiverGrant {
  document: string;
  sha256: string;
  licensor: string;
  /** Finding codes. */
  scope: string[];
  expires_at: number;
}

/** `lineage`: a reading of a license that also answers for what is made of the node, at every gate. */
export const HOLDS_FOR = ['question', 'lineage'] as const;

export interface Answered {
  id: string;
  state: string;
  findings: Finding[];
  approvals: Approval[];
  grant: WaiverGrant | null;
  conditions: string | null;
  expiresAt: Date | null;
}

/** Whether who asks gave it, or could have given it in another's name; who only calls a model made no key for that. */
export const couldBeBy = (
  { member, hands = [] }: Approval,
  asker: { member: string; isCall?: boolean | undefined },
): boolean => member === asker.member || (!asker.isCall && hands.includes(asker.member));

/** A needs-review takes one reviewer, a waiver of a deny two. */
export const approvalsFor = (severity: string): number => (severity === 'deny' ? 2 : 1);

export const isSelfAttested = (review: { approvals: readonly Approval[] }): boolean =>
  review.approvals.some((one) => one.self);

/** Also of an answer that the sweep has not met yet. */
export const isOver = (review: { expiresAt: Date | null }, now: Date): boolean =>
  review.expiresAt !== null && review.expiresAt <= now;

/** Codes of the denials that only a grant can lift. */
export const deniedCodes = (findings: readonly Finding[]): string[] => [
  ...new Set(findings.filter((one) => one.verdict === 'deny' && !one.fixable).map((one) => one.code)),
];

/** What an approved or waived review says to the rules: its own findings, and nothing beside them. */
export function answersOf(review: Answered, drainSeconds: number): Answers {
  if (review.state !== 'approved' && review.state !== 'waived') return { reviews: [], grants: [] };
  const reviews = review.findings
    .filter((finding) => finding.verdict === 'needs-review')
    .map((finding) => answerTo(finding, review, drainSeconds));
  const grants = review.findings
    .filter((finding) => finding.verdict === 'deny' && review.grant?.scope.includes(finding.code))
    .map((finding) => grantFor(finding, review, review.grant!));
  return { reviews, grants };
}

export function answerTo(
  { code, license_id, node }: Finding,
  review: Answered,
  drainSeconds: number,
): ReviewAnswer {
  const expires = review.expiresAt!;
  return {
    review: review.id,
    code,
    license_id,
    node,
    reviewers: review.approvals.map((one) => one.name),
    expires: expires.toISOString(),
    serves_until: drainEnd(review.state, expires, drainSeconds).toISOString(),
    conditions: review.conditions,
    self_attested: isSelfAttested(review),
  };
}

/** A grant's end is the licensor's: nothing serves beyond it. An approval's is the project's, which gives time to renew it. */
export const drainEnd = (state: string, ended: Date, drainSeconds: number): Date =>
  state === 'waived' ? ended : new Date(ended.getTime() + drainSeconds * 1000);

function grantFor({ code, license_id, node }: Finding, review: Answered, grant: WaiverGrant): Grant {
  return {
    license_id,
    node,
    review: review.id,
    licensor: grant.licensor,
    scope: code,
    expires: new Date(grant.expires_at * 1000).toISOString(),
    document_sha256: grant.sha256,
    reviewer: review.approvals.map((one) => one.name).join(', '),
  };
}

/** What has to happen next, in one sentence that names the review. */
export function nextStep(review: {
  id: string;
  state: string;
  lost?: readonly string[];
  own?: readonly string[];
  handed?: readonly string[];
}): string {
  const show = `luthier review show ${review.id}`;
  if (review.own && review.own.length > 0)
    return `Review ${review.id} was approved by ${review.own.join(' and ')}, who asks for it: another reviewer approves it again, or another member asks: ${show}`;
  if (review.handed && review.handed.length > 0)
    return `Review ${review.id} was approved by ${review.handed.join(' and ')} with a key that came from who asks for it: another reviewer approves it again, or another member asks: ${show}`;
  if (review.lost && review.lost.length > 0)
    return `Review ${review.id} was approved by ${review.lost.join(' and ')}, who may not review any more; another reviewer approves it again: ${show}`;
  switch (review.state) {
    case 'open':
      return `Review ${review.id} is open: ${show}`;
    case 'rejected':
      return `Review ${review.id} was rejected; its timeline says why: ${show}`;
    default:
      return `Review ${review.id} is ${review.state}: ${show}`;
  }
}

/** Of a review that would be opened: which open ones ask a part of it, or all, and what an approval of those saves. */
export function besideWords(
  { findings, readings }: { findings: readonly Finding[]; readings: readonly string[] },
  open: readonly { id: string; readings: readonly string[] }[],
): string {
  if (open.length === 0) return 'A review would be opened.';
  const asked = new Set(open.flatMap((one) => one.readings));
  const isAll = findings.length === readings.length && readings.every((one) => asked.has(one));
  return (
    `A review would be opened, beside ${open.map(({ id }) => id).join(', ')}, which ${open.length === 1 ? 'asks' : 'ask'} for the same license: ` +
    `approved there for all that is made of it, ${isAll ? 'it' : 'that part'} is not asked again.`
  );
}
