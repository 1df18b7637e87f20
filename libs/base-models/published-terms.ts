import { createTwoFilesPatch } from 'diff';
import { sha256Hex } from '#license-catalogue/fingerprint.js';

/** What a publisher says about the terms of a model at one revision of its repository. */
export interface PublishedTerms {
  revision: string;
  declaredLicense: string | null;
  licenseName: string | null;
  licenseLink: string | null;
  /** The LICENSE file; null for none. */
  license: PublishedText | null;
  /** The model card, front matter included; null for none. */
  card: PublishedText | null;
}

export interface PublishedText {
  path: string;
  /** The first bytes of it, at most MOST_TEXT_BYTES. */
  bytes: Buffer;
  sizeBytes: number;
}

export const MOST_TEXT_BYTES = 1024 * 1024;
const MOST_DIFF_CHARACTERS = 64 * 1024;
/** Lines of a card that may speak of terms. */
const ABOUT_TERMS =
  /licen[cs]|terms|acceptable use|non-?commercial|commercial use|research (?:use|purposes)|prohibit|permission/i;

export interface TermsChange {
  what: 'license' | 'license_name' | 'license_link' | 'license_file' | 'card';
  before: string | null;
  now: string | null;
  /** Unified diff of a text, cut to a readable length. */
  diff?: string;
}

/** What of the terms differs between two revisions. A card counts only where a line that speaks of terms has changed. */
export function changesOf(before: PublishedTerms, now: PublishedTerms): TermsChange[] {
  const fields = {
    license: 'declaredLicense',
    license_name: 'licenseName',
    license_link: 'licenseLink',
  } as const;
  const changes: TermsChange[] = Object.entries(fields)
    .filter(([, key]) => before[key] !== now[key])
    .map(([what, key]) => ({ what: what as TermsChange['what'], before: before[key], now: now[key] }));
  const file = textChange('license_file', before.license, now.license);
  if (file) changes.push(file);
  const card = textChange('card', before.card, now.card);
  if (card && speaksOfTerms(card.diff)) changes.push(card);
  return changes;
}

/** What was accepted and what is published, each as one sha256: of the LICENSE file where it has changed, else of all that has. */
export function fingerprintsOf(changes: readonly TermsChange[]): Record<'before' | 'now', string> {
  const file = changes.find(({ what }) => what === 'license_file');
  const side = (of: 'before' | 'now') =>
    file?.[of] ?? sha256Hex(JSON.stringify(changes.map((change) => [change.what, change[of]])));
  return { before: side('before'), now: side('now') };
}

function textChange(
  what: TermsChange['what'],
  before: PublishedText | null,
  now: PublishedText | null,
): TermsChange | null {
  const [old, fresh] = [before, now].map((text) => text && sha256Hex(text.bytes));
  if (old === fresh && before?.sizeBytes === now?.sizeBytes) return null;
  const name = now?.path ?? before?.path ?? what;
  const diff = createTwoFilesPatch(name, name, textOf(before), textOf(now), before?.path, now?.path, {
    context: 2,
    timeout: 5_000,
  });
  return { what, before: old ?? null, now: fresh ?? null, diff: (diff ?? '').slice(0, MOST_DIFF_CHARACTERS) };
}

const speaksOfTerms = (diff = ''): boolean =>
  diff === '' || diff.split('\n').some((line) => /^[+-](?![+-]{2} )/.test(line) && ABOUT_TERMS.test(line));

const textOf = (text: PublishedText | null): string => text?.bytes.toString('utf8') ?? '';
