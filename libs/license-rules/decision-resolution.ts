import { atLeast, find, type Bound, type Case } from './decision-case.js';
import { compare, type Reach } from './decision-lineage.js';
import type { LicenseEntry } from '#license-catalogue/license-entry.js';
import type { Finding } from './decision.contract.js';
import { FINDING_CODES } from '#license-catalogue/vocabulary.js';

/** Derivative terms under which a tuner may choose a tag of his own: an ancestor with others contradicts a tag that omits it. */
const FREE_TO_RELABEL = new Set([
  'free',
  'own-terms',
  'own-terms-not-blocking',
  'contract-only',
  'models-owned-by-trainer',
  'per-item',
  'unknown',
]);

/** G1: what each ancestor's license is, whether card, file and lineage agree, and whether it changed or ended. */
export function askResolution(asked: Case): void {
  for (const id of asked.lineage.missing) pushMissingNode(asked, id);
  const travelling = travellingLicenses(asked.bounds);
  for (const reach of asked.lineage.reaches) {
    const resolution = asked.resolutions.get(reach.node.id)!;
    for (const { code, why, about } of resolution.findings) {
      // Of a teacher's teacher only terms that make derivatives arrive: unknown ones may be such.
      const isFar = reach.mode === 'outputs-of-outputs';
      if (isFar && code !== 'LICENSE_UNKNOWN') continue;
      const lenient = isFar || asked.use.purpose === 'research' || asked.use.purpose === 'internal';
      const verdict =
        code === 'LICENSE_UNKNOWN' && lenient ? ('needs-review' as const) : FINDING_CODES[code][0];
      const remedy =
        code === 'LICENSE_UNKNOWN'
          ? 'find the license text; a reviewer attests it'
          : 'a reviewer reads the license file and settles it';
      find(asked, code, boundTo(reach, licenseOf(asked, about ?? resolution.concluded[0]?.id)), {
        clause: why,
        remedy,
        verdict,
      });
    }
    askLineageTag(asked, reach, travelling);
    askFileState(asked, reach);
  }
}

const licenseOf = (asked: Case, id: string | undefined): LicenseEntry =>
  asked.catalogue.byId.get(id ?? '') ?? asked.catalogue.unknown;

const boundTo = (reach: Reach, license: LicenseEntry): Bound => ({ ...reach, license, derivative: false });

function pushMissingNode(asked: Case, id: string): void {
  asked.findings.push({
    code: `INPUT_MISSING:graph.nodes.${id}`,
    verdict: 'needs-review',
    fixable: true,
    license_id: null,
    node: id,
    path: [],
    clause: '',
    source_hash: null,
    confidence: 'none',
    remedy: `the lineage names ${id} and does not describe it`,
  });
}

/** A tag on a derivative that leaves out an ancestor whose license travels with it (R2). */
function askLineageTag(asked: Case, reach: Reach, travelling: readonly Bound[]): void {
  const resolution = asked.resolutions.get(reach.node.id)!;
  if (!reach.node.declared_license || reach.mode !== 'contains' || resolution.concluded.length === 0) return;
  if (
    reach.node.kind === 'base_model' ||
    reach.node.kind === 'dataset' ||
    reach.node.kind === 'generated_data'
  )
    return;
  const own = new Set(resolution.concluded.map(({ id }) => id));
  const hidden = travelling.filter(({ license, depth }) => !own.has(license.id) && depth > reach.depth);
  for (const bound of hidden)
    find(asked, 'TAG_CONFLICT', boundTo(reach, bound.license), {
      clause: `the card says "${reach.node.declared_license}", the lineage has ${bound.license.id} (${bound.node.id})`,
      remedy: 'both are evaluated; a reviewer settles the tag',
    });
}

/** The deepest bound of each license that a tuner may not relabel, so that a long lineage is asked once a license. */
function travellingLicenses(bounds: readonly Bound[]): Bound[] {
  const deepest = new Map<string, Bound>();
  for (const bound of bounds) {
    if (!bound.derivative || FREE_TO_RELABEL.has(bound.license.terms.derivative_licence.value)) continue;
    const other = deepest.get(bound.license.id);
    if (!other || bound.depth > other.depth || (bound.depth === other.depth && bound.node.id < other.node.id))
      deepest.set(bound.license.id, bound);
  }
  return [...deepest.values()].sort((a, b) => compare(a.license.id, b.license.id));
}

function askFileState(asked: Case, reach: Reach): void {
  const { node } = reach;
  const license = asked.resolutions.get(node.id)!.concluded[0];
  if (!license || !atLeast(asked, 'G1')) return;
  if (node.terminated)
    find(asked, 'LICENSE_TERMINATED', boundTo(reach, license), {
      remedy: 'quarantine what derives from it, or record a new grant',
    });
  const { accepted_file_sha256: accepted, file_sha256: now } = node;
  if (accepted && now !== undefined && accepted !== now)
    find(asked, 'LICENSE_CHANGED', boundTo(reach, license), {
      remedy: now
        ? 'a reviewer reads the new text; the accepted one stays pinned'
        : 'the license file is gone: a reviewer settles it; the accepted text stays pinned',
    });
}

/** Where several texts fit and none is proved, a finding or duty counts only if every one of them gives it. */
export function keepOnlyAgreed(asked: Case): void {
  for (const { node, concluded, alternatives } of asked.resolutions.values()) {
    if (!alternatives) continue;
    const everyOne = (has: (license: LicenseEntry) => boolean) => concluded.every(has);
    const own = (license: LicenseEntry, code: string) => (finding: Finding) =>
      finding.node === node && finding.license_id === license.id && finding.code === code;
    asked.findings = asked.findings.filter(
      ({ code, node: at }) =>
        at !== node ||
        code === 'LICENSE_AMBIGUOUS' ||
        everyOne((license) => asked.findings.some(own(license, code))),
    );
    asked.obligations = asked.obligations.filter(
      ({ type, node: at }) =>
        at !== node ||
        everyOne((license) =>
          asked.obligations.some(
            (one) => one.node === node && one.license_id === license.id && one.type === type,
          ),
        ),
    );
  }
}
