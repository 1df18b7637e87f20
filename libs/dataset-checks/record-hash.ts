import { createHash } from 'node:crypto';
import { canonicalJson } from '#kernel/audit-chain.js';
import { parseRow } from './check-json.js';
import type { Line } from './check-lines.js';

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/**
 * The hashes that name a row: sha256 of its line without the line end, and of its JSON with sorted keys and no spaces, so that a
 * row is found again after another program wrote it. None for an empty line or one that is no row.
 */
export function recordHashes({ bytes, number }: Line): string[] {
  if (!bytes || bytes.length === 0) return [];
  const parsed = parseRow(bytes, number);
  return 'code' in parsed ? [sha256(bytes)] : [sha256(bytes), sha256(canonicalJson(parsed.row))];
}
