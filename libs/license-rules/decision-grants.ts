import type { Case } from './decision-case.js';
import type { Finding, Grant, LiftedFinding, ReviewAnswer } from './decision.contract.js';

/**
 * What people answered lifts the matching finding only. A grant: same license (and node, where it names one), and the finding's
 * code in its scope. An approved review: same code, license and node, and never a deny. Whether either has expired is for the
 * caller, who has a clock, to ask: what has expired is not passed in.
 */
export function askGrants(asked: Case): { kept: Finding[]; lifted: LiftedFinding[] } {
  const kept: Finding[] = [];
  const lifted: LiftedFinding[] = [];
  for (const finding of asked.findings) {
    const by = liftedBy(asked, finding);
    if (by) lifted.push({ ...finding, ...by });
    else kept.push(finding);
  }
  return { kept, lifted };
}

function liftedBy(asked: Case, finding: Finding): Omit<LiftedFinding, keyof Finding> | null {
  const grant = asked.use.grants?.find((one) => covers(one, finding));
  if (grant) {
    const { document_sha256, review, reviewer, expires } = grant;
    return { grant_sha256: document_sha256, ...(review ? { review, reviewers: [reviewer], expires } : {}) };
  }
  const answer = finding.verdict === 'needs-review' && asked.reviews?.find((one) => answers(one, finding));
  if (!answer) return null;
  const { code: _code, license_id: _license, node: _node, ...said } = answer;
  return said;
}

const covers = (grant: Grant, finding: Finding): boolean =>
  grant.license_id === finding.license_id &&
  (grant.node === undefined ? grant.license_id !== null : grant.node === finding.node) &&
  grant.scope.split(/[\s,]+/).includes(finding.code) &&
  /^[0-9a-f]{64}$/.test(grant.document_sha256) &&
  grant.reviewer.trim() !== '';

const answers = (answer: ReviewAnswer, finding: Finding): boolean =>
  answer.code === finding.code &&
  answer.license_id === finding.license_id &&
  answer.node === finding.node &&
  answer.reviewers.some((name) => name.trim() !== '');
