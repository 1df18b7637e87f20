import type { Catalogue } from '#license-catalogue/catalogue.js';
import type { LicenseEntry, Threshold } from '#license-catalogue/license-entry.js';
import type { Decision, LineageGraph, Obligation } from './decision.contract.js';
import { explainFinding, explainObligation, sourceOf, VERDICT_WORDS } from './explain.js';

/** Above or from a figure something ends; in words, with its clause. */
const limitOf = ({
  metric,
  operator,
  amount,
  unit,
  measured,
  measured_on: on,
  effect,
  clause,
}: Threshold) => ({
  metric,
  operator,
  amount,
  unit,
  says:
    `${operator === '>' ? 'Above' : 'From'} ${amount.toLocaleString('en-US')} ${unit} ` +
    `(${words(metric)}, ${words(measured)}${on ? ` of ${on}` : ''}): ${words(effect)}.`,
  clause,
});
const words = (tag: string): string => tag.replaceAll('-', ' ');

/** What a license of the catalogue limits, each with its clause. */
function limitsOf({ id, name, url, confidence, terms }: LicenseEntry, { document }: Catalogue) {
  const { naming, geography, acceptable_use_policy: policy } = terms;
  const tags = document.conventions.field_tags;
  return {
    ...{ id, name, url: url ?? null, confidence },
    commercial_use: { value: terms.commercial_use.value, clause: terms.commercial_use.clause ?? null },
    fields: terms.field_of_use.map(({ tag, strength, clause }) => ({
      ...{ tag, strength, clause },
      means: tags[tag] ?? tag,
    })),
    thresholds: terms.thresholds.map(limitOf),
    naming: naming && { prefix: naming.prefix, clause: naming.clause ?? null },
    excluded_regions: { regions: geography.excluded, clause: geography.clause ?? null },
    use_policy: policy?.incorporated ? { clause: policy.clause ?? null } : null,
  };
}

/** One thing that is owed, in words, with its license and clause. */
export function owedOf(one: Obligation, catalogue: Catalogue) {
  const { what } = explainObligation(one, catalogue);
  const { type, license_id: license, node, level, surface, clause } = one;
  const { text = null, satisfied_by = null } = one;
  const why = `${sourceOf(one, catalogue)}.`;
  return { type, license, node, level, surface, clause, text, satisfied_by, what, why };
}

/** What licenses demand of whoever uses the subject: what stands in the way, what is owed, and where they end. */
export function demandsOf(
  decision: Pick<Decision, 'verdict' | 'findings' | 'obligations'> & { graph?: LineageGraph },
  licenses: readonly string[],
  catalogue: Catalogue,
) {
  return {
    verdict: decision.verdict,
    says: VERDICT_WORDS[decision.verdict],
    findings: decision.findings.map((finding) => ({
      ...{ code: finding.code, verdict: finding.verdict, license: finding.license_id },
      ...explainFinding(finding, catalogue, decision.graph),
    })),
    obligations: decision.obligations.map((one) => owedOf(one, catalogue)),
    licenses: [...new Set(licenses)].flatMap((id) => {
      const entry = catalogue.byId.get(id);
      return entry ? [limitsOf(entry, catalogue)] : [];
    }),
  };
}
