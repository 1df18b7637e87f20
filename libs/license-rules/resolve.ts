import type { Catalogue } from '#license-catalogue/catalogue.js';
import { linkKey } from '#license-catalogue/catalogue.js';
import { choicesOf } from '#license-catalogue/expression.js';
import { hasLimits, type LicenseEntry } from '#license-catalogue/license-entry.js';
import type { LineageNode } from './decision.contract.js';
import type { FileFlag, FindingCode } from '#license-catalogue/vocabulary.js';

/** How a node's license was found. `none`: a node we made, whose terms are those of its ancestors. */
export type ResolvedBy =
  'file' | 'override' | 'link' | 'name' | 'tag' | 'id' | 'own-data' | 'ambiguous' | 'unknown' | 'none';

export interface Resolution {
  node: string;
  declared: string | null;
  concluded: readonly LicenseEntry[];
  /** Several texts fit and no file decides: a finding counts only where all of them give it. */
  alternatives: boolean;
  by: ResolvedBy;
  /** `about`: the license that the finding names, where it is not the first concluded one. */
  findings: readonly { code: FindingCode; why: string; about?: string }[];
}

const MADE_BY_US = new Set(['finetuned', 'adapter', 'merged', 'quantized', 'deployment']);

/** Stands in the hash that an answer binds to: other words would end all that were given. What was declared is told by `unknownWord`. */
const SAYS_NOTHING = 'no license file, link, name or tag that says something';

/**
 * The license set of one node (decision.md §3.1): file, per-repository override, link, name, tag, in that order; a name or tag
 * that fits several texts decides nothing. Declared and concluded stay side by side; where they contradict, both are evaluated.
 */
export function resolveNode(given: LineageNode, catalogue: Catalogue): Resolution {
  const node = withKnownFile(given, catalogue);
  const said = whatTheCardSays(node, catalogue);
  const base = {
    node: node.id,
    declared: node.declared_license ?? node.license_name ?? null,
    alternatives: false,
  };
  const silent = !node.declared_license && !node.license_name && !node.license_link && !node.file_license_id;
  const overrides = overridesOf(node, catalogue);
  if (silent && overrides.length === 0 && MADE_BY_US.has(node.kind))
    return { ...base, concluded: [], by: 'none', findings: [] };
  const file = node.file_license_id ? [node.file_license_id] : [];
  const firm = [...new Set([...file, ...overrides])];
  if (firm.length > 0) {
    const by: ResolvedBy = file.length > 0 ? 'file' : 'override';
    return settle(
      base,
      {
        firm,
        by,
        conflict: contradiction(firm, said, node, catalogue) ?? doubt(firm, node, catalogue),
        said: said.ids,
      },
      catalogue,
    );
  }
  if (said.ids.includes(catalogue.ownData.id)) return ownData(node, catalogue, base);
  if (said.ids.length === 0) return unknown(base, catalogue, SAYS_NOTHING);
  if (said.ambiguous)
    return {
      ...base,
      concluded: entriesOf(said.ids, catalogue),
      alternatives: said.ids.length > 1,
      by: 'ambiguous',
      findings: [{ code: 'LICENSE_AMBIGUOUS', why: `"${said.word}" fits ${said.ids.join(', ')}` }],
    };
  const hint = node.file_hint_id;
  const conflict =
    hint && !said.ids.includes(hint)
      ? { why: `the license file reads like ${hint}, the card says "${said.word}"`, about: hint }
      : doubt(said.ids, node, catalogue);
  const firmByCard = hint ? [hint, ...said.ids] : said.ids;
  return settle(base, { firm: firmByCard, by: said.by, conflict, said: said.ids }, catalogue);
}

const MOST_SAID = 60;

/**
 * The license that somebody gave a node and nobody knows, as it may stand in a sentence. Null where the catalogue knows what was
 * given, or it says nothing, as `other` does.
 */
export function unknownWord(node: LineageNode, catalogue: Catalogue): string | null {
  if (whatTheCardSays(node, catalogue).ids.length > 0) return null;
  const words = [node.license_name, node.declared_license].map((one) => plain(one ?? ''));
  const said = words.find(
    (one) => one !== '' && one !== catalogue.unknown.id && !catalogue.noInformation.has(one.toLowerCase()),
  );
  return said ?? null;
}

/** Anybody's words, as they may stand in a sentence. */
const plain = (text: string): string =>
  [...text.replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()].slice(0, MOST_SAID).join('');

/** A file that was not known when the node was registered may be known to the catalogue of today, by its bytes or for its repository. */
export function withKnownFile(node: LineageNode, catalogue: Catalogue): LineageNode {
  const { file_sha256: sha256, file_license_id: known, repo } = node;
  if (!sha256 || known) return node;
  const settled = catalogue.overrides.find(
    (row) => row.text_sha256 === sha256 && row.pattern === repo?.toLowerCase(),
  );
  const found = settled?.effective[0] ?? catalogue.bySha256.get(sha256)?.license_id;
  return found ? { ...node, file_license_id: found } : node;
}

interface CardSays {
  ids: readonly string[];
  by: ResolvedBy;
  word: string;
  ambiguous: boolean;
}

function whatTheCardSays(node: LineageNode, catalogue: Catalogue): CardSays {
  const link = node.license_link ? catalogue.byUrl.get(linkKey(node.license_link)) : undefined;
  if (link) return { ids: [link], by: 'link', word: node.license_link!, ambiguous: false };
  for (const [value, index, by] of [
    [node.license_name, catalogue.byName, 'name'],
    [node.declared_license, catalogue.byTag, 'tag'],
  ] as const) {
    if (value === undefined) continue;
    if (catalogue.byId.has(value) && value !== catalogue.unknown.id)
      return { ids: [value], by: 'id', word: value, ambiguous: false };
    const word = value.trim().toLowerCase();
    const sets = choicesOf(value, (one) => oneId(one, catalogue));
    if (sets) return { ids: [...new Set(sets.flat())], by: 'tag', word: value, ambiguous: sets.length > 1 };
    if (catalogue.noInformation.has(word)) continue;
    const candidates = catalogue.ambiguous.get(word);
    if (candidates) return { ids: candidates, by, word: value, ambiguous: true };
    const ids = index.get(word) ?? [];
    if (ids.length > 0) return { ids, by, word: value, ambiguous: ids.length > 1 };
  }
  return { ids: [], by: 'unknown', word: node.declared_license ?? '', ambiguous: false };
}

/** What each way to choose in a declared SPDX expression would bind to; null where there is no choice. */
export function choicesIn(declared: string | undefined, catalogue: Catalogue): string[][] | null {
  const sets = declared === undefined ? null : choicesOf(declared, (word) => oneId(word, catalogue));
  return sets && sets.length > 1 ? sets : null;
}

function oneId(word: string, catalogue: Catalogue): string | undefined {
  if (catalogue.byId.has(word) && word !== catalogue.unknown.id) return word;
  const tag = word.toLowerCase();
  const ids = catalogue.byTag.get(tag) ?? [];
  return catalogue.ambiguous.has(tag) || catalogue.noInformation.has(tag) || ids.length !== 1
    ? undefined
    : ids[0];
}

function overridesOf(node: LineageNode, catalogue: Catalogue): string[] {
  const repo = node.repo?.toLowerCase();
  if (!repo) return [];
  const rows = catalogue.overrides.filter(
    ({ pattern, text_sha256: text }) =>
      (pattern.endsWith('*') ? repo.startsWith(pattern.slice(0, -1)) : repo === pattern) &&
      (text === undefined || !node.file_sha256 || node.file_sha256 === text),
  );
  const examples = catalogue.byExample.get(repo) ?? [];
  const listed = examples.filter(
    (id) => catalogue.overrideOnly.has(id) || (!node.file_license_id && rows.length === 0),
  );
  return [...new Set([...rows.flatMap((row) => row.effective), ...listed])];
}

interface Conflict {
  why: string;
  about: string;
}

/** A tag contradicts the file or the table when it names no license that was concluded, or hides a stricter one. */
function contradiction(
  firm: readonly string[],
  said: CardSays,
  node: LineageNode,
  catalogue: Catalogue,
): Conflict | null {
  if (said.ids.length === 0) return null;
  const named = (id: string) => said.ids.includes(id) || tagsOf(id, catalogue).has(said.word.toLowerCase());
  const terms = firm.filter((id) => catalogue.byId.get(id)?.kind !== 'service-terms');
  const hidden = terms.filter((id) => !named(id));
  if (hidden.length === 0) return null;
  const witness = node.file_license_id === hidden[0] ? 'the license file' : 'the table of repositories';
  return { why: `the card says "${said.word}", ${witness} says ${hidden.join(', ')}`, about: hidden[0]! };
}

const ODD: Readonly<Record<FileFlag, string>> = {
  too_long: 'is too long to be read',
  not_text: 'is no text',
  hidden_characters: 'holds characters that a reader does not see, or sees as others',
  mixed_scripts: 'mixes alphabets within a word',
  limiting_words: 'has words of limits that these terms do not know',
};

/** A license file that no fingerprint identifies cannot confirm what the card says; what is odd about it speaks against it. */
function doubt(ids: readonly string[], node: LineageNode, catalogue: Catalogue): Conflict | null {
  if (!node.file_sha256 || node.file_license_id) return null;
  const limited = entriesOf(ids, catalogue).some(hasLimits);
  const odd = (node.file_flags ?? []).filter((flag) => flag !== 'limiting_words' || !limited);
  const reasons = odd.map((flag) => ODD[flag]);
  if (!node.file_hint_id && reasons.length === 0) reasons.push('is none that the catalogue knows');
  return reasons.length > 0 ? { why: `the license file ${reasons.join(' and ')}`, about: ids[0]! } : null;
}

function tagsOf(id: string, catalogue: Catalogue): Set<string> {
  const entry = catalogue.byId.get(id);
  return new Set(
    [...(entry?.hf.license ?? []), ...(entry?.hf.license_name ?? [])].map((tag) => tag.toLowerCase()),
  );
}

type Base = Pick<Resolution, 'node' | 'declared' | 'alternatives'>;
interface Firm {
  firm: readonly string[];
  by: ResolvedBy;
  conflict: Conflict | null;
  said: readonly string[];
}

function settle(base: Base, { firm, by, conflict, said }: Firm, catalogue: Catalogue): Resolution {
  const known = entriesOf(conflict ? [...firm, ...said] : firm, catalogue);
  if (known.length === 0 || known.includes(catalogue.unknown))
    return unknown(base, catalogue, 'the license is not in the catalogue');
  return {
    ...base,
    concluded: known,
    by,
    findings: conflict ? [{ code: 'TAG_CONFLICT', ...conflict }] : [],
  };
}

function ownData(node: LineageNode, catalogue: Catalogue, base: Base): Resolution {
  if (!node.declared_by?.trim()) return unknown(base, catalogue, 'own data that no named member declared');
  return { ...base, concluded: [catalogue.ownData], by: 'own-data', findings: [] };
}

const unknown = (base: Base, catalogue: Catalogue, why: string): Resolution => ({
  ...base,
  concluded: [catalogue.unknown],
  by: 'unknown',
  findings: [{ code: 'LICENSE_UNKNOWN', why }],
});

function entriesOf(ids: readonly string[], catalogue: Catalogue): LicenseEntry[] {
  return [...new Set(ids)].map((id) => catalogue.byId.get(id)).filter((entry) => entry !== undefined);
}
