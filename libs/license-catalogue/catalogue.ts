import { parse } from 'yaml';
import { sha256Hex } from './fingerprint.js';
import { catalogueDocument, type CatalogueDocument, type LicenseEntry } from './license-entry.js';
import { OWN_DATA } from './own-data.js';

/** The license catalogue, indexed. Everything the engine knows about licenses stands here. */
export interface Catalogue {
  /** sha256 of the catalogue's text: part of every stored decision. */
  version: string;
  document: CatalogueDocument;
  entries: readonly LicenseEntry[];
  byId: ReadonlyMap<string, LicenseEntry>;
  /** Hub tag (lower case) → ids, without the entries reached by repository only. */
  byTag: ReadonlyMap<string, readonly string[]>;
  /** license_name (lower case) → ids, likewise. */
  byName: ReadonlyMap<string, readonly string[]>;
  bySha256: ReadonlyMap<string, TextMatch>;
  byNormalizedSha256: ReadonlyMap<string, TextMatch>;
  byUrl: ReadonlyMap<string, string>;
  /** Lower-case repository id → ids: the examples of the entries. */
  byExample: ReadonlyMap<string, readonly string[]>;
  overrides: readonly {
    pattern: string;
    effective: readonly string[];
    reason: string;
    /** The mapping holds for this text alone. */
    text_sha256?: string;
  }[];
  ambiguous: ReadonlyMap<string, readonly string[]>;
  noInformation: ReadonlySet<string>;
  overrideOnly: ReadonlySet<string>;
  /** The entry that stands for "nothing resolved". */
  unknown: LicenseEntry;
  ownData: LicenseEntry;
}
export interface TextMatch {
  license_id: string;
  variant?: string;
}

export const linkKey = (url: string): string =>
  url
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\/(www\.)?/, '')
    .replace(/[#?].*$/, '')
    .replace(/\/+$/, '');

/**
 * Parses a catalogue's YAML text. Throws (ZodError, or YAMLParseError also for a duplicate key) on the first text that is
 * no catalogue: a half-read catalogue would permit what it lost.
 */
export function loadCatalogue(text: string): Catalogue {
  const document = catalogueDocument.parse(parse(text, { uniqueKeys: true }));
  return indexCatalogue(document, sha256Hex(text));
}

/** Indexes an already parsed document; tests use it to change single values. */
export function indexCatalogue(document: CatalogueDocument, version: string): Catalogue {
  const entries = document.licences.some((entry) => entry.id === OWN_DATA.id)
    ? document.licences
    : [...document.licences, OWN_DATA];
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const overrideOnly = new Set(document.conventions.override_only.ids);
  const open = entries.filter((entry) => !overrideOnly.has(entry.id));
  const unknown = entries.find((entry) => entry.kind === 'unknown');
  const ownData = entries.find((entry) => entry.kind === 'own-data');
  if (!unknown || !ownData) throw new Error('the catalogue has no entry of kind "unknown"');
  if (byId.size !== entries.length) throw new Error('the catalogue gives a license id twice');
  return {
    version,
    document,
    entries,
    byId,
    overrideOnly,
    unknown,
    ownData,
    byTag: group(
      open.flatMap((entry) => entry.hf.license.map((tag) => [tag.toLowerCase(), entry.id] as const)),
    ),
    byName: group(
      open.flatMap((entry) => entry.hf.license_name.map((name) => [name.toLowerCase(), entry.id] as const)),
    ),
    byExample: group(
      entries.flatMap((entry) => entry.examples.map((repo) => [repo.toLowerCase(), entry.id] as const)),
    ),
    bySha256: texts(entries, (row) => row.sha256),
    byNormalizedSha256: texts(entries, (row) => row.normalized_sha256),
    byUrl: new Map(entries.filter((entry) => entry.url).map((entry) => [linkKey(entry.url!), entry.id])),
    overrides: document.lineage_overrides.map(({ repo, effective, reason, text_sha256 }) => ({
      pattern: repo.toLowerCase(),
      effective,
      reason,
      ...(text_sha256 ? { text_sha256 } : {}),
    })),
    ambiguous: new Map(
      Object.entries(document.conventions.ambiguous_names).map(([name, ids]) => [name.toLowerCase(), ids]),
    ),
    noInformation: new Set(document.conventions.no_information_tags.map((tag) => tag.toLowerCase())),
  };
}

function group(pairs: readonly (readonly [string, string])[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, id] of pairs) {
    const ids = groups.get(key) ?? [];
    if (!ids.includes(id)) groups.set(key, [...ids, id]);
  }
  return groups;
}

function texts(entries: readonly LicenseEntry[], key: (row: LicenseEntry['texts'][number]) => string | null) {
  const found = new Map<string, TextMatch>();
  for (const entry of entries)
    for (const row of entry.texts) {
      const hash = key(row);
      if (hash) found.set(hash, { license_id: entry.id, ...(row.variant ? { variant: row.variant } : {}) });
    }
  return found;
}

/** How the Hub's card metadata names this license: its own identifier, else `other` with a name and a link. */
export function hubLicense(entry: LicenseEntry, catalogue: Catalogue) {
  const own = entry.hf.license.find((tag) => !catalogue.noInformation.has(tag.toLowerCase()));
  if (own && !catalogue.overrideOnly.has(entry.id) && !catalogue.ambiguous.has(own.toLowerCase()))
    return { license: own };
  const name = entry.hf.license_name[0] ?? entry.id.replace(/^LicenseRef-/, '').toLowerCase();
  return { license: 'other', license_name: name, license_link: entry.url ?? 'LICENSE' };
}
