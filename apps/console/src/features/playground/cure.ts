import type { Problem } from '../../api/problem.js';

/** What to do about a refusal, beside what the service says; null where its words are enough. */
export function cureOf({ code, status }: Pick<Problem, 'code' | 'status'>): string | null {
  switch (code) {
    case 'license_review_required':
      return 'A reviewer has to answer the license question first.';
    case 'license_forbids_use':
    case 'license_revoked':
      return 'The license does not allow it. Another version may be called.';
    case 'quarantined':
      return 'A recall has taken it out of use until it is released.';
    case 'model_not_found':
      return 'Choose another model above.';
    case 'model_not_served':
    case 'deployment_failed':
    case 'deployment_refused':
      return 'Its deployment says more.';
    case 'context_length_exceeded':
      return 'Shorten the message, or begin a new conversation.';
    default:
      return status === null ? 'Ask again once the service answers; what you wrote is kept.' : null;
  }
}

/** Whether the page of deployments says more about it. */
export const isAboutServing = (code: string | null): boolean =>
  ['model_not_served', 'deployment_failed', 'deployment_refused'].includes(code ?? '');
