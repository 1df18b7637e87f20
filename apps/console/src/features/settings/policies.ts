import { type Limit, linesOf, regressionsOf } from './regression-limits.js';
import type { Project } from './project-save.js';

/** What the form of the policies shows. */
export interface Policies {
  on_needs_review: string;
  self_review: boolean;
  protected_aliases: string[];
  require_parity: boolean;
  external_judge: boolean;
  max_regression: Limit[];
  expiry_drain_seconds: number | string;
  worse_verdict_drain_seconds: number | string;
}
export const POLICY_LABELS: Record<keyof Policies, string> = {
  ...{
    on_needs_review: 'While a license question is open',
    self_review: 'A single member answers its own questions',
  },
  ...{ protected_aliases: 'Protected aliases', require_parity: 'Promotions need a parity evaluation' },
  ...{
    external_judge: 'Answers may go to the judge of the operator',
    max_regression: 'Most that a promotion may lose',
  },
  ...{
    expiry_drain_seconds: 'After an approval has expired',
    worse_verdict_drain_seconds: 'After the rules say no',
  },
};

export const policiesOf = (project: Project): Policies => ({
  on_needs_review: project.on_needs_review,
  self_review: project.self_review,
  protected_aliases: project.protected_aliases,
  require_parity: project.require_parity,
  external_judge: project.external_judge,
  max_regression: linesOf(project.max_regression),
  expiry_drain_seconds: project.expiry_drain_seconds,
  worse_verdict_drain_seconds: project.worse_verdict_drain_seconds,
});

/** The changed fields as the API takes them. */
export function policyBody(values: Policies, fields: readonly (keyof Policies)[]): object {
  const all = { ...values, max_regression: regressionsOf(values.max_regression) };
  return Object.fromEntries<unknown>(fields.map((field) => [field, all[field]]));
}
