import type { AddLicense } from './additions.contract.js';
import { type Catalogue, indexCatalogue, linkKey } from './catalogue.js';
import { fingerprint, MAX_LICENSE_BYTES } from './fingerprint.js';
import { type LicenseEntry, licenseEntry } from './license-entry.js';

export interface Override {
  repo: string;
  license_ids: readonly string[];
  text_sha256: string;
  reason: string;
}

/** The shipped catalogue with what a project added to it. */
export function extendCatalogue(
  shipped: Catalogue,
  added: { entries: readonly LicenseEntry[]; overrides: readonly Override[] },
  version: string,
): Catalogue {
  const { document } = shipped;
  const lineage_overrides = added.overrides.map(({ repo, license_ids, reason, text_sha256 }) => ({
    repo,
    tag: '',
    effective: [...license_ids],
    reason,
    text_sha256,
  }));
  return indexCatalogue(
    {
      ...document,
      licences: [...document.licences, ...added.entries],
      lineage_overrides: [...document.lineage_overrides, ...lineage_overrides],
    },
    version,
  );
}

/** What was given of a license text: its hashes, and a fault where text and sha256 disagree or it is too long. */
export function readText(given: { text?: string; text_sha256?: string }) {
  if (given.text === undefined) return { sha256: given.text_sha256!, normalized: null, fault: null };
  const bytes = new TextEncoder().encode(given.text);
  const { sha256, normalized_sha256: normalized } = fingerprint(bytes);
  const fault =
    bytes.length > MAX_LICENSE_BYTES
      ? { param: 'text', why: `is longer than ${MAX_LICENSE_BYTES} bytes` }
      : given.text_sha256 !== undefined && given.text_sha256 !== sha256
        ? { param: 'text_sha256', why: `is not the sha256 of the text, which is ${sha256}` }
        : null;
  return { sha256, normalized, fault };
}

/** Terms that an addition leaves out: a permission that nobody has read, which waits for a reviewer where it is used. */
const UNREAD = {
  output_use: { value: 'unknown', basis: 'not-read' },
  derivative_licence: { value: 'unknown', basis: 'not-read' },
  geography: { excluded: [], basis: 'not-read' },
  hosted_service: { value: 'allowed', basis: 'not-read' },
  copyleft: { value: 'none', basis: 'not-read' },
} as const;

/** An entry in the form of the catalogue from what an admin gave. */
export function entryOf(body: AddLicense, text: { sha256: string; normalized: string | null }): LicenseEntry {
  const { gated, naming, ...terms } = body.terms;
  return licenseEntry.parse({
    id: body.id,
    spdx: body.id.startsWith('LicenseRef-') ? null : body.id,
    name: body.name,
    version: body.version,
    kind: 'added',
    applies_to: body.applies_to,
    url: body.url ?? null,
    hf: body.hub ?? { license: [], license_name: [] },
    texts: [
      { sha256: text.sha256, normalized_sha256: text.normalized, source: 'given by an admin of the project' },
    ],
    key_strings: body.key_strings,
    unread: Object.keys(UNREAD).filter((name) => !(name in terms)),
    confidence: body.text === undefined ? 'secondary' : 'primary-text-read',
    terms: { ...UNREAD, ...terms, gated: { value: gated ?? false }, naming: naming ?? null },
  });
}

/** Why this entry may not stand beside those of the catalogue: it would take the place of one. null: it may. */
export function shadows(entry: LicenseEntry, catalogue: Catalogue): { param: string; why: string } | null {
  const lower = (id: string) => id.toLowerCase();
  const ids = new Map([...catalogue.byId.keys()].map((id) => [lower(id), id]));
  const taken = ids.get(lower(entry.id));
  if (taken) return { param: 'id', why: `the catalogue has ${taken}` };
  const [text] = entry.texts;
  const same =
    catalogue.bySha256.get(text?.sha256 ?? '') ??
    catalogue.byNormalizedSha256.get(text?.normalized_sha256 ?? '');
  if (same) return { param: 'text', why: `this is the text of ${same.license_id}` };
  if (entry.url && catalogue.byUrl.has(linkKey(entry.url)))
    return { param: 'url', why: `this is the address of ${catalogue.byUrl.get(linkKey(entry.url))}` };
  for (const [key, words] of Object.entries({
    license: entry.hf.license,
    license_name: entry.hf.license_name,
  }))
    for (const word of [...words, ...(key === 'license' ? [entry.id] : [])].map(lower)) {
      const used =
        (word === lower(entry.id) ? undefined : ids.get(word)) ??
        catalogue.byTag.get(word)?.[0] ??
        catalogue.byName.get(word)?.[0] ??
        catalogue.ambiguous.get(word)?.[0] ??
        (catalogue.noInformation.has(word) ? 'a word that says nothing' : undefined);
      if (used) return { param: `hub.${key}`, why: `'${word}' already means ${used}` };
    }
  return null;
}
