import { createHash } from 'node:crypto';

/** Longer texts are no license file; they are not read (a 40 MB LICENSE must not occupy the process). */
export const MAX_LICENSE_BYTES = 1024 * 1024;

export const sha256Hex = (data: string | Uint8Array): string =>
  createHash('sha256').update(data).digest('hex');

/** NFKC, lower case, every run of characters that are neither letter nor digit to one space, trimmed: the catalogue's `texts` rule. */
export const normalizeText = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

export interface Fingerprint {
  sha256: string;
  /** null where the bytes are not UTF-8 or too many. */
  normalized_sha256: string | null;
  text: string | null;
}

/** Both fingerprints of a license file's bytes. Total: bytes that are no text get only the first. */
export function fingerprint(bytes: Uint8Array): Fingerprint {
  const sha256 = sha256Hex(bytes);
  const text = bytes.length > MAX_LICENSE_BYTES ? null : textOf(bytes);
  return { sha256, normalized_sha256: text === null ? null : sha256Hex(normalizeText(text)), text };
}

function textOf(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
