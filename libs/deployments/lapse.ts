import { type AppError, denied } from '#kernel/errors.js';
import type { Lapse } from '#licenses/licenses.service.js';

/** What a caller is told of a model whose license decision holds no more. */
export function lapsed(name: string, lapse: Lapse, decisionId: string): AppError {
  return denied(
    codeOf(lapse.state),
    `'${name}' may not be called any more: ${lapse.why}. Promote it again, and have the review answered that this opens.`,
    { param: 'model', review: lapse.review, decision: decisionId },
  );
}

function codeOf(state: string) {
  if (state === 'revoked') return 'license_revoked';
  return state === 'deny' ? 'license_forbids_use' : 'license_review_required';
}
