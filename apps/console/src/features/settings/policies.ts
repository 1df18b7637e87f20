import type { Project } from './project-save.js';

/** What the form of the policies shows; the limits of regressions are a record that people write as JSON. */
export interface Policies {
  on_needs_review: string;
  self_review: boolean;
  protected_aliases: string[];
  require_parity: boolean;
  external_judge: boolean;
  max_regression: string;
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
  max_regression:
    Object.keys(project.max_regression).length === 0 ? '' : JSON.stringify(project.max_regression, null, 2),
  expiry_drain_seconds: project.expiry_drain_seconds,
  worse_verdict_drain_seconds: project.worse_verdict_drain_seconds,
});

/** The changed fields as the API takes them. */
export function policyBody(values: Policies, fields: readonly (keyof Policies)[]): object {
  const { max_regression: text } = values;
  const all = { ...values, max_regression: text.trim() === '' ? {} : (JSON.parse(text) as object) };
  return Object.fromEntries<unknown>(fields.map((field) => [field, all[field]]));
}
