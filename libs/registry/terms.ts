import type { Catalogue } from '#license-catalogue/catalogue.js';
import type { Obligation } from '#license-rules/decision.contract.js';
import { DISCLAIMER } from '#license-catalogue/vocabulary.js';

const PASSED_ON = new Set(['pass-through-terms', 'aup-bind-users']);

/**
 * The text that licenses want in the terms of whoever gets or uses the model: restrictions by license, each with its clause.
 * Null where nothing has to be passed on.
 */
export function passThroughTerms(
  model: string,
  obligations: readonly Obligation[],
  catalogue: Catalogue,
): string | null {
  const ids = [
    ...new Set(obligations.filter(({ type }) => PASSED_ON.has(type)).map(({ license_id }) => license_id)),
  ].sort();
  if (ids.length === 0) return null;
  const parts = ids.map((id) => {
    const entry = catalogue.byId.get(id);
    if (!entry) return id;
    const { field_of_use: fields, acceptable_use_policy: policy } = entry.terms;
    const tags = catalogue.document.conventions.field_tags;
    const owed = obligations.filter((one) => one.license_id === id && PASSED_ON.has(one.type));
    return [
      `${entry.name}${entry.url ? `\n${entry.url}` : ''}`,
      ...owed.map(({ type, clause }) => `  ${type} (${clause || 'no clause given'})`),
      ...(policy?.incorporated
        ? [`  Its acceptable use policy is part of it (${policy.clause ?? ''}).`]
        : []),
      ...fields.map(({ tag, strength, clause }) => `  ${strength}: ${tags[tag] ?? tag} (${clause})`),
    ].join('\n');
  });
  return (
    [
      `Terms that come with ${model}`,
      'Whoever receives or uses this model, or what is made from it, is bound by the restrictions of these licenses.',
      'They have to stand in your own terms as well; the license texts are authoritative.',
      ...parts,
      DISCLAIMER,
    ].join('\n\n') + '\n'
  );
}
