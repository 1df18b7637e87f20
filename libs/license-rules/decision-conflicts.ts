import { copyKnownToLeave, find, inUse, type Bound, type Case } from './decision-case.js';
import { compare } from './decision-lineage.js';
import { hasLimits } from '#license-catalogue/license-entry.js';

/**
 * R8, publication only: terms that leave no lawful output. Share-alike needs the same license and no added limits; strong copyleft
 * allows no further restrictions; neither can be kept beside another ancestor's limits on use.
 */
export function askConflicts(asked: Case): void {
  if (!inUse(asked)) return;
  const limitations = oneOfEachLicense(asked.bounds.filter(limits));
  for (const bound of asked.bounds) {
    if (!demandsSameTerms(bound)) continue;
    const limiting = limitations.find((other) => other.license.id !== bound.license.id);
    const softened = asked.profile === 'permissive-data' && bound.mode === 'trained-on';
    if (limiting && copyKnownToLeave(asked, bound, bound.license.terms.copyleft.clause))
      find(asked, 'LICENSE_CONFLICT', bound, {
        clause: bound.license.terms.copyleft.clause ?? bound.license.terms.derivative_licence.clause,
        remedy: `cannot be published together with the limits of ${limiting.license.id} (${limiting.node.id})`,
        ...(softened ? { verdict: 'needs-review' as const } : {}),
      });
    askPublishLicense(asked, bound);
  }
}

const oneOfEachLicense = (bounds: readonly Bound[]): Bound[] =>
  [...new Map(bounds.map((bound) => [bound.license.id, bound])).values()].sort((a, b) =>
    compare(a.license.id, b.license.id),
  );

const STRONG = new Set(['strong', 'network']);

function demandsSameTerms({ license, mode, derivative }: Bound): boolean {
  const { copyleft, trained_model_effect: effect } = license.terms;
  if (derivative && STRONG.has(copyleft.value)) return true;
  if (copyleft.value !== 'share-alike') return false;
  return derivative || (mode === 'trained-on' && effect?.value === 'contested');
}

/** Limits on commerce, scale, place or field that a share-alike text does not suffer beside it. */
function limits({ license, derivative, mode }: Bound): boolean {
  if (!(derivative || mode === 'trained-on')) return false;
  return hasLimits(license);
}

/** A changed copy under same-terms licenses may not be published under another one. */
function askPublishLicense(asked: Case, bound: Bound): void {
  const ours = asked.use.publish_license;
  if (!bound.derivative || !bound.derived || ours === undefined || ours === bound.license.id) return;
  if (!copyKnownToLeave(asked, bound, bound.license.terms.derivative_licence.clause)) return;
  find(asked, 'LICENSE_CONFLICT', bound, {
    clause: bound.license.terms.derivative_licence.clause,
    remedy: `publish it under ${bound.license.id}, not ${ours}`,
  });
}
