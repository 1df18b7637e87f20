import { invalid } from '#kernel/errors.js';
import type { Row } from '#dataset-checks/check-json.js';

export const SOURCE_FORMATS = ['jsonl', 'json', 'csv', 'tsv', 'parquet'] as const;
export type SourceFormat = (typeof SOURCE_FORMATS)[number];

/** One record of a file; `line` is where it stands in a text file, null in a table without lines. */
export interface SourceRow {
  line: number | null;
  values: Row;
}
export type SourceRows = AsyncIterable<SourceRow> | Iterable<SourceRow>;

/** Longest record that is read. */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;

/** The file cannot be read as what it is taken for: no row of it is used. */
export const unreadable = (message: string, facts: object = {}) =>
  invalid('source_unreadable', message.slice(0, 500), { param: 'from', ...facts });

/** What a file is by its name, in the words of SOURCE_FORMATS; null for a name that does not tell. */
export function formatOfName(name: string): SourceFormat | null {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const known: Record<string, SourceFormat> = {
    jsonl: 'jsonl',
    ndjson: 'jsonl',
    json: 'json',
    csv: 'csv',
    tsv: 'tsv',
    parquet: 'parquet',
  };
  return known[ending] ?? null;
}

/**
 * What a file is by its first bytes, null where they leave it open. A name that says otherwise is a fault: archives and
 * pickles carry any name, and are never opened.
 */
export function refuseDisguise(format: SourceFormat, head: Buffer): void {
  const magic = (...bytes: number[]) => bytes.every((byte, index) => head[index] === byte);
  const isParquet = head.subarray(0, 4).toString('latin1') === 'PAR1';
  if (isParquet !== (format === 'parquet'))
    throw unreadable(isParquet ? `This is a Parquet file, not ${format}.` : 'This is no Parquet file.');
  const packed = magic(0x50, 0x4b, 3, 4)
    ? 'a zip archive'
    : magic(0x1f, 0x8b)
      ? 'gzip'
      : magic(0x28, 0xb5, 0x2f, 0xfd)
        ? 'zstd'
        : magic(0x80, 2) || magic(0x80, 3) || magic(0x80, 4) || magic(0x80, 5)
          ? 'a pickle'
          : null;
  if (packed)
    throw unreadable(
      `This is ${packed}, which is not opened; give the file inside it as ${SOURCE_FORMATS.join(', ')}.`,
    );
}
