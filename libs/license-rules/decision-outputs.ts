import { atLeast, find, inUse, missing, need, type Bound, type Case } from './decision-case.js';
import { isData } from './decision-lineage.js';
import { oweAttribution } from './decision-duties.js';

/** R5 as words: what a generator's terms say of models that learn from its outputs. */
export function askOutputs(asked: Case, bound: Bound): void {
  const { value, clause, note } = bound.license.terms.output_use;
  const learned = bound.mode === 'outputs' || (bound.mode === 'trained-on' && value === 'no-compete');
  if (!atLeast(asked, 'G2') || !learned) return;
  const prohibit = () =>
    find(asked, 'OUTPUT_USE_PROHIBITED', bound, {
      clause,
      remedy: `leave the generated data out${note ? ` (${note})` : ''}`,
    });
  const review = () =>
    find(asked, 'OUTPUT_USE_CONDITIONAL', bound, {
      clause,
      remedy: `a reviewer judges the condition${note ? `: ${note}` : ''}`,
    });
  switch (value) {
    case 'same-family-only':
    case 'no-foundation-model':
      if (sharesFamily(asked, bound)) return;
      return subjectIsData(asked) ? review() : prohibit();
    case 'same-family-or-noncommercial':
      if (sharesFamily(asked, bound) || need(asked, 'commercial', bound, clause) !== true) return;
      return prohibit();
    case 'non-commercial-only':
      return need(asked, 'commercial', bound, clause) === true ? prohibit() : undefined;
    case 'owned-by-licensor-research-only':
      return need(asked, 'commercial', bound, clause) === false && asked.use.purpose === 'research'
        ? review()
        : prohibit();
    case 'commercial-ok-no-compete':
      return need(asked, 'general_purpose', bound, clause) === true ? prohibit() : review();
    case 'no-compete':
      return askProvider(asked, bound);
    case 'non-production-only':
    case 'no-reverse-engineering-via-output':
      return review();
    case 'unknown':
      return find(asked, 'CONFIDENCE_CAP', bound, {
        clause,
        remedy: 'a reviewer reads and attests what the terms say of outputs',
      });
  }
}

/** A contract binds who accepted it: we did (or cannot say), and the student is a general assistant. Otherwise credit the source. */
function askProvider(asked: Case, bound: Bound): void {
  const { clause } = bound.license.terms.output_use;
  const general = need(asked, 'general_purpose', bound, clause);
  if (general === false) return oweAttribution(asked, bound, clause);
  const accepted = asked.use.provider_terms_accepted?.[bound.license.id];
  if (accepted === false) return oweAttribution(asked, bound, clause);
  if (accepted === undefined) missing(asked, 'provider_terms_accepted', bound, clause);
  find(asked, 'PROVIDER_TERMS', bound, {
    clause,
    remedy: 'a reviewer judges whether the model competes with the provider',
  });
}

/** The student descends from the generator's family: it holds a copy or derivative under the same license. */
const sharesFamily = (asked: Case, bound: Bound): boolean =>
  asked.bounds.some(
    (other) => other.derivative && other.mode !== 'outputs' && other.license.id === bound.license.id,
  );

const subjectIsData = (asked: Case): boolean =>
  asked.lineage.reaches.some((reach) => !reach.derived && isData(reach.node));

const FREE_ONWARD = new Set([
  'free',
  'aup-bound',
  'allowed-with-name-prefix',
  'allowed-with-display',
  'becomes-derivative',
  'bound-by-licence',
]);

/** G4, G5: models that the subject's own outputs will train. */
export function askDownstream(asked: Case, bound: Bound): void {
  const { value, clause } = bound.license.terms.output_use;
  if (!inUse(asked) || !bound.derivative || isData(bound.node) || FREE_ONWARD.has(value)) return;
  const plans = need(asked, 'downstream_training', bound, clause) ?? [];
  const outside = plans.filter((plan) => !namesFamily(plan.lineage, bound));
  if (outside.length === 0) return;
  const names = outside.map((plan) => plan.lineage).join(', ');
  const commercial = asked.use.commercial ?? true;
  if (
    value === 'same-family-only' ||
    value === 'no-foundation-model' ||
    (commercial && NOT_COMMERCIAL.has(value))
  )
    return find(asked, 'OUTPUT_USE_PROHIBITED', bound, { clause, remedy: `outputs may not train ${names}` });
  find(asked, 'OUTPUT_USE_CONDITIONAL', bound, {
    clause,
    remedy: `a reviewer judges whether outputs may train ${names}`,
  });
}

const NOT_COMMERCIAL = new Set([
  'non-commercial-only',
  'same-family-or-noncommercial',
  'owned-by-licensor-research-only',
]);

function namesFamily(lineage: string, { license, node }: Bound): boolean {
  const names = [
    license.id,
    node.id,
    node.repo,
    ...license.hf.license,
    ...license.hf.license_name,
    ...license.examples,
  ];
  return names.some((name) => name?.toLowerCase() === lineage.toLowerCase());
}
