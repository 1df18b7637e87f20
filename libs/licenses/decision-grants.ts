import type { Case } from './decision-case.js';
import type { Decision, Finding } from './licenses.contract.js';

/**
 * A recorded grant lifts the matching finding only: same license, and the finding's code named in its scope. Whether it has
 * expired is for the caller, who has a clock, to ask: an expired grant is not passed in.
 */
export function askGrants(asked: Case): { kept: Finding[]; lifted: Decision['lifted'] } {
  const kept: Finding[] = [];
  const lifted: Decision['lifted'] = [];
  for (const finding of asked.findings) {
    const grant = asked.use.grants?.find(
      ({ license_id, scope, document_sha256, reviewer }) =>
        license_id === finding.license_id &&
        scope.split(/[\s,]+/).includes(finding.code) &&
        /^[0-9a-f]{64}$/.test(document_sha256) &&
        reviewer.trim() !== '',
    );
    if (grant) lifted.push({ ...finding, grant_sha256: grant.document_sha256 });
    else kept.push(finding);
  }
  return { kept, lifted };
}
