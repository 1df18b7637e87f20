import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Split } from './data.js';
import { CliError, EXIT } from './exits.js';

/** Holds rows out by the hash of their text: the same row always lands in the same split, and duplicates stay together. */
export function splitRows(
  rows: readonly string[],
  shares: Partial<Record<Split, number>>,
): Record<Split, string[]> {
  const out: Record<Split, string[]> = { train: [], validation: [], test: [] };
  for (const row of rows) {
    const place = createHash('sha256').update(row.trim()).digest().readUInt32BE(0) / 2 ** 32;
    const test = shares.test ?? 0;
    out[place < test ? 'test' : place < test + (shares.validation ?? 0) ? 'validation' : 'train'].push(row);
  }
  return out;
}

/** `test=0.2,validation=0.1`. */
export function parseShares(text: string): Partial<Record<Split, number>> {
  const shares: Partial<Record<Split, number>> = {};
  for (const part of text.split(',')) {
    const [, split, share] = /^(test|validation)=(0?\.\d+)$/.exec(part.trim()) ?? [];
    if (!split) throw new CliError(`not a split: ${part}`, EXIT.usage, 'test=0.2 or test=0.2,validation=0.1');
    shares[split as Split] = Number(share);
  }
  if ((shares.test ?? 0) + (shares.validation ?? 0) >= 1)
    throw new CliError('nothing would be left to train on', EXIT.usage);
  return shares;
}

/** Writes the splits of a JSONL file to a private folder; `remove` deletes it. */
export async function splitFile(
  path: string,
  shares: string,
): Promise<{ files: Partial<Record<Split, string>>; remove: () => void }> {
  const parts = splitRows(
    readFileSync(path, 'utf8')
      .split('\n')
      .filter((row) => row.trim() !== ''),
    parseShares(shares),
  );
  const folder = mkdtempSync(join(tmpdir(), 'luthier-split-'));
  const files: Partial<Record<Split, string>> = {};
  for (const [split, rows] of Object.entries(parts) as [Split, string[]][]) {
    if (rows.length === 0) continue;
    files[split] = join(folder, `${split}.jsonl`);
    writeFileSync(files[split], `${rows.join('\n')}\n`, { mode: 0o600 });
  }
  return { files, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
