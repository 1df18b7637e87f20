import type { Catalogue, TextMatch } from './catalogue.js';
import { fingerprint, MAX_LICENSE_BYTES, normalizeText, sha256Hex } from './fingerprint.js';
import type { LicenseEntry } from './license-entry.js';
import { flagsOf, foldText, withoutNotices } from './license-text.js';
import type { FileFlag } from './vocabulary.js';

/** What a LICENSE file is, by its fingerprints; `hint` is what its key strings suggest where they miss. */
export interface IdentifiedText extends Partial<TextMatch> {
  by: 'sha256' | 'normalized_sha256' | null;
  hint: string | null;
  /** Of a file that is not identified: why a person must read it. */
  flags: readonly FileFlag[];
  sha256: string;
  normalized_sha256: string | null;
}

/**
 * Identifies a license file: sha256 of the bytes, then of the normalised text, with and without its title and copyright lines, then
 * (a hint only) key strings. What the normalised text leaves out must not carry a clause: a text with such characters stays unknown.
 */
export function identifyText(bytes: Uint8Array, catalogue: Catalogue): IdentifiedText {
  const { text, ...hashes } = fingerprint(bytes);
  const exact = catalogue.bySha256.get(hashes.sha256);
  if (exact) return { ...exact, by: 'sha256', hint: null, flags: [], ...hashes };
  if (text === null) {
    const flag = bytes.length > MAX_LICENSE_BYTES ? 'too_long' : 'not_text';
    return { by: null, hint: null, flags: [flag], ...hashes };
  }
  const flags = flagsOf(text);
  const same = flags.includes('hidden_characters') ? undefined : sameText(text, catalogue);
  if (same) return { ...same, by: 'normalized_sha256', hint: null, flags: [], ...hashes };
  return { by: null, hint: hintOf(text, catalogue), flags, ...hashes };
}

/** A file too long to be read, by the hash of its bytes. */
export const unreadText = (sha256: string): IdentifiedText => ({
  by: null,
  hint: null,
  flags: ['too_long'],
  sha256,
  normalized_sha256: null,
});

function sameText(text: string, catalogue: Catalogue): TextMatch | undefined {
  for (const form of [text, withoutNotices(text)]) {
    const found =
      form === null ? undefined : catalogue.byNormalizedSha256.get(sha256Hex(normalizeText(form)));
    if (found) return found;
  }
  return undefined;
}

function hintOf(text: string, catalogue: Catalogue): string | null {
  const padded = ` ${foldText(text)} `;
  const matches = catalogue.entries.filter(
    (entry) =>
      entry.key_strings.length > 0 && entry.key_strings.every((key) => padded.includes(` ${foldText(key)} `)),
  );
  const length = (entry: LicenseEntry) => entry.key_strings.join(' ').length;
  return matches.sort((a, b) => length(b) - length(a) || (a.id < b.id ? -1 : 1))[0]?.id ?? null;
}
