import { find, inUse, type Bound, type Case } from './decision-case.js';
import type { Obligation } from './decision.contract.js';
import type { FindingCode, ObligationType, Surface } from '#license-catalogue/vocabulary.js';

/** What would show that a duty is met: a text, an id, or that something stands there at all. */
export type Evidence = { texts: readonly string[] } | { id: string } | 'anything';

/** Where each duty is met; the first surface is the one named to the reader. */
const SURFACES_OF: Readonly<
  Record<Exclude<ObligationType, 'name-prefix'>, readonly (Surface | 'deployment' | 'dataset-version')[]>
> = {
  'ship-license': ['license-file'],
  'notice-file': ['notice-file'],
  'retain-notices': ['notice-file'],
  'state-changes': ['change-notes'],
  display: ['documentation', 'website', 'product-ui', 'model-card'],
  'pass-through-terms': ['terms-of-service'],
  'aup-bind-users': ['terms-of-service'],
  'source-offer': ['website'],
  register: ['registration'],
  'attribution-record': ['attribution-record'],
  'publication-ack': ['documentation'],
  'documentation-parity': ['model-card'],
  'ai-disclosure': ['product-ui'],
  'warranty-disclaimer': ['license-file'],
  'content-filter': ['deployment'],
  'keep-dataset-current': ['dataset-version'],
};

const UNMET: Readonly<Partial<Record<ObligationType, FindingCode>>> = {
  'ship-license': 'LICENSE_COPY_MISSING',
  'notice-file': 'NOTICE_MISSING',
  'retain-notices': 'NOTICE_MISSING',
  display: 'DISPLAY_MISSING',
  'state-changes': 'CHANGES_NOT_STATED',
  'pass-through-terms': 'PASS_THROUGH_MISSING',
  'aup-bind-users': 'PASS_THROUGH_MISSING',
  register: 'REGISTRATION_REQUIRED',
  'documentation-parity': 'DOCUMENTATION_PARITY',
};

/** Pages of the user's own: a duty on one that he does not have can never be met. The other surfaces are files and records. */
const PAGES: ReadonlySet<string> = new Set([
  'website',
  'product-ui',
  'documentation',
  'model-card',
  'terms-of-service',
]);

export interface Duty {
  type: Exclude<ObligationType, 'name-prefix'>;
  level: 'required' | 'recommended';
  clause?: string;
  text?: string;
  evidence: Evidence;
  /** Narrows where it counts, where the clause says so. */
  only?: readonly Surface[];
}

/** Adds a duty, says whether it is met, and at G4 and G5 turns a required one that is known to be unmet into a fixable deny. */
export function owe(asked: Case, bound: Bound, duty: Duty): void {
  const surfaces = duty.only ?? SURFACES_OF[duty.type];
  const shown = asked.use.surfaces_shown ?? {};
  const lookedAt = surfaces.filter((surface) => shown[surface as Surface] !== undefined);
  const met = lookedAt.find((surface) => isFound(shown[surface as Surface]!, duty.evidence));
  const obligation: Obligation = {
    type: duty.type,
    license_id: bound.license.id,
    node: bound.node.id,
    ...(duty.text === undefined ? {} : { text: duty.text }),
    surface: met ?? surfaces[0]!,
    level: duty.level,
    ...(met ? { satisfied_by: met } : {}),
    clause: duty.clause ?? '',
  };
  asked.obligations.push(obligation);
  if (met || duty.level !== 'required' || !inUse(asked)) return;
  if (
    lookedAt.some((surface) => surface !== 'model-card' || surfaces.length === 1) ||
    !isPossible(asked, surfaces)
  )
    find(asked, UNMET[duty.type] ?? 'OBLIGATION_UNMET', bound, {
      clause: duty.clause,
      remedy: remedyOf(duty, surfaces),
    });
}

function isPossible(asked: Case, surfaces: readonly string[]): boolean {
  const available = asked.use.display_surfaces_available;
  return (
    available === undefined ||
    surfaces.some((surface) => !PAGES.has(surface) || available.includes(surface as Surface))
  );
}

function remedyOf(duty: Duty, surfaces: readonly string[]): string {
  const isAttested = surfaces.some((surface) => PAGES.has(surface));
  const where = `${surfaces.join(' or ')}${isAttested ? ', and attest it' : ''}`;
  return duty.text ? `show "${duty.text}" on ${where}` : `put what ${duty.type} asks for on ${where}`;
}

export const fold = (text: string): string =>
  text.toLowerCase().replaceAll('©', '(c)').split(/\s+/).filter(Boolean).join(' ');

function isFound(found: readonly string[], evidence: Evidence): boolean {
  if (evidence === 'anything') return found.length > 0;
  if ('id' in evidence) return found.includes(evidence.id);
  const page = fold(found.join('\n'));
  return evidence.texts.some((text) => piecesOf(text).every((piece) => page.includes(piece)));
}

/** A text of the catalogue may hold a blank, as in "[name of Derivative Work] is built using ...": what stands around it must be shown. */
const piecesOf = (text: string): string[] =>
  text
    .split(/\[[^\]]*\]|DATABASE NAME/)
    .map(fold)
    .filter(Boolean);
