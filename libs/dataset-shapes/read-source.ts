import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { assertNever } from '#kernel/errors.js';
import { refuseDisguise, type SourceFormat, type SourceRow } from './source-row.js';

/** The records of a file on this machine, one by one. Readers are loaded when one is wanted: an idle program has none. */
export async function* readSource(path: string, format: SourceFormat): AsyncGenerator<SourceRow> {
  refuseDisguise(format, await headOf(path));
  const bytes = () => createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  switch (format) {
    case 'jsonl':
    case 'json': {
      const { readJsonl, readJsonArray } = await import('./read-json.js');
      yield* format === 'jsonl' ? readJsonl(bytes()) : readJsonArray(bytes());
      return;
    }
    case 'csv':
    case 'tsv': {
      const { readCsv } = await import('./read-csv.js');
      yield* readCsv(bytes(), format === 'csv' ? ',' : '\t');
      return;
    }
    case 'parquet': {
      const { readParquet } = await import('./read-parquet.js');
      yield* readParquet(path);
      return;
    }
    default:
      assertNever(format);
  }
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
