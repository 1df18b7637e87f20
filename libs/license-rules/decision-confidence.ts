import { find, inUse, isAttested, type Bound, type Case } from './decision-case.js';
import type { LicenseEntry, LicenseTerms } from '#license-catalogue/license-entry.js';

/** Terms whose silence or unread state the rules would take for a permission. */
const CONSULTED: readonly (keyof LicenseTerms)[] = [
  'geography',
  'hosted_service',
  'derivative_licence',
  'copyleft',
];

/** G4, G5: a permission from a text that nobody here has read waits for a reviewer; prohibitions stand (decision.md §3.5). */
export function askConfidence(asked: Case, bound: Bound): void {
  if (!inUse(asked) || isAttested(asked, bound.license)) return;
  const governs = bound.derivative || bound.mode === 'trained-on' || bound.mode === 'reads';
  const unread = bound.license.terms.field_of_use.find((row) => row.tag === 'aup-unread');
  if (governs && unread)
    find(asked, 'AUP_UNREAD', bound, {
      clause: unread.clause,
      remedy: 'a reviewer reads and attests the use policy that the license names',
    });
  const reason = governs
    ? (whyCapped(bound.license) ?? whyUnconfirmed(bound))
    : bound.mode === 'outputs'
      ? whyOutputsCapped(bound.license)
      : null;
  if (reason)
    find(asked, 'CONFIDENCE_CAP', bound, {
      clause: reason,
      remedy: 'a reviewer attests the license text (file and sha256 are kept)',
    });
}

function whyCapped(license: LicenseEntry): string | null {
  if (license.confidence === 'secondary') return 'text known at second hand';
  if (license.confidence === 'memory') return 'text known from memory';
  if (license.unread.length > 0) return `not read: ${license.unread.join(', ')}`;
  const unread = CONSULTED.filter((key) => basisOf(license.terms[key]) === 'not-read');
  return unread.length > 0 ? `not read: ${unread.join(', ')}` : null;
}

/** Key strings are a hint: a copy of the text that differs from those known goes to a reader (decision.md §6). */
const whyUnconfirmed = ({ node }: Bound): string | null =>
  node.file_sha256 && !node.file_license_id
    ? 'the license file differs from every copy of the text that the catalogue knows'
    : null;

function whyOutputsCapped(license: LicenseEntry): string | null {
  if (license.confidence === 'secondary' || license.confidence === 'memory')
    return 'terms on outputs not read in the text';
  return license.unread.includes('output_use') || license.terms.output_use.basis === 'not-read'
    ? 'not read: output_use'
    : null;
}

const basisOf = (term: unknown): unknown =>
  typeof term === 'object' && term !== null && 'basis' in term ? term.basis : undefined;

const STRENGTH = ['declared', 'primary-text-read', 'secondary', 'memory'] as const;

/** The weakest knowledge that the answer rests on; `none` where no license bound anything. */
export function weakestConfidence(licenses: readonly LicenseEntry[]): string {
  const ranks = licenses.map((license) => STRENGTH.indexOf(license.confidence));
  return ranks.length === 0 ? 'none' : STRENGTH[Math.max(...ranks)]!;
}
