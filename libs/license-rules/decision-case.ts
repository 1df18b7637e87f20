import type { Catalogue } from '#license-catalogue/catalogue.js';
import type { Lineage, Reach } from './decision-lineage.js';
import type { LicenseEntry } from '#license-catalogue/license-entry.js';
import type { Finding, LineageGraph, Obligation, ReviewAnswer, UseProfile } from './decision.contract.js';
import type { Resolution } from './resolve.js';
import {
  FINDING_CODES,
  type FindingCode,
  type Gate,
  type Profile,
  type Verdict,
} from '#license-catalogue/vocabulary.js';

export interface DecideInput {
  gate: Gate;
  profile: Profile;
  use: UseProfile;
  graph: LineageGraph;
  /** The node id that is registered, trained, published or served. */
  subject: string;
  catalogue: Catalogue;
  /** What reviewers approved for this very question. */
  reviews?: readonly ReviewAnswer[];
}

/** One license of one ancestor and how it reaches the subject: what every rule is asked about. */
export interface Bound extends Reach {
  license: LicenseEntry;
  /** The terms bind the subject itself, as a copy, a derivative, or by a clause that makes trained models derivatives. */
  derivative: boolean;
}

/** The question being answered, with what the rules share. Rules add findings and obligations; they change nothing else. */
export interface Case extends Omit<DecideInput, 'graph'> {
  lineage: Lineage;
  resolutions: ReadonlyMap<string, Resolution>;
  bounds: readonly Bound[];
  findings: Finding[];
  obligations: Obligation[];
}

/** Gates run in order: each asks the questions of those before it. */
export const atLeast = (asked: Case, gate: Gate): boolean => asked.gate >= gate;
/** Publication and serving, where a use really happens. */
export const inUse = (asked: Case): boolean => atLeast(asked, 'G4');

const DISTRIBUTING = new Set(['embedded-product', 'publish-weights', 'publish-adapter', 'publish-dataset']);
/** A copy leaves the firm. At G4 one always does; of an undeclared purpose nobody knows, so that its duties are owed. */
export const copyLeaves = (asked: Case): boolean =>
  asked.gate === 'G4' || asked.use.purpose === undefined || DISTRIBUTING.has(asked.use.purpose);
export const isHosted = (asked: Case): boolean =>
  asked.use.purpose === 'saas-app' || asked.use.purpose === 'model-api';
/** Others can use it: a copy or a service. An undeclared purpose counts as made available. */
export const madeAvailable = (asked: Case): boolean =>
  copyLeaves(asked) || isHosted(asked) || asked.use.purpose === undefined;
/** A copy leaves, or the license counts hosting as distribution. */
export const distributes = (asked: Case, { license }: Bound): boolean =>
  copyLeaves(asked) || (isHosted(asked) && license.terms.hosted_service.value === 'treated-as-distribution');

export interface FindingDetails {
  clause?: string;
  remedy: string;
  verdict?: Verdict;
  field?: string;
}

/** Adds a finding on a bound license. The verdict is the code's own unless a rule says otherwise. */
export function find(asked: Case, code: FindingCode, bound: Bound, details: FindingDetails): void {
  const [verdict, fixable] = FINDING_CODES[code];
  asked.findings.push({
    code: details.field ? `${code}:${details.field}` : code,
    verdict: details.verdict ?? verdict,
    fixable,
    license_id: bound.license.id,
    node: bound.node.id,
    path: bound.path(),
    clause: details.clause ?? '',
    source_hash:
      bound.node.file_sha256 ??
      bound.license.texts[0]?.sha256 ??
      bound.license.texts[0]?.normalized_sha256 ??
      null,
    confidence: bound.license.confidence,
    remedy: details.remedy,
  });
}

/** A field of the use profile that a rule needs; null after noting INPUT_MISSING where it was not given. */
export function need<K extends keyof UseProfile>(
  asked: Case,
  field: K,
  bound: Bound,
  clause?: string,
): NonNullable<UseProfile[K]> | null {
  const value = asked.use[field];
  if (value !== undefined && value !== null) return value;
  missing(asked, field, bound, clause);
  return null;
}

/** Whether a copy leaves the firm, for a rule that bars it: an undeclared purpose is asked for. */
export function copyKnownToLeave(asked: Case, bound: Bound, clause?: string): boolean {
  if (asked.gate === 'G4') return true;
  return need(asked, 'purpose', bound, clause) !== null && copyLeaves(asked);
}

export function missing(asked: Case, field: string, bound: Bound, clause?: string): void {
  find(asked, 'INPUT_MISSING', bound, {
    field,
    clause,
    remedy: (asked.use.unconfirmed_figures as string[] | undefined)?.includes(field)
      ? `confirm ${field}, which nobody has for too long, or declare it anew (luthier license confirm-use)`
      : `declare ${field} in the use profile or the lineage`,
  });
}

export const isAttested = (asked: Case, license: LicenseEntry): boolean =>
  asked.use.attested_texts?.includes(license.id) ?? false;
