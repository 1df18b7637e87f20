// Runs in a thread with a heap of its own: a crafted file can end the thread, never the process.
import { open } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

export interface ParquetAsk {
  path: string;
  sizeBytes: number;
  rowsAtOnce: number;
  /** Of one page and of one row group, unpacked. */
  maxPageBytes: number;
  maxGroupBytes: number;
  maxRowBytes: number;
}
export type ParquetSaid =
  { kind: 'rows'; rows: Record<string, unknown>[] } | { kind: 'end' } | { kind: 'refused'; message: string };

const ask = workerData as ParquetAsk;
const port = parentPort!;
const tell = (said: ParquetSaid) => port.postMessage(said);
const next = () => new Promise<void>((resume) => port.once('message', () => resume()));

const bounded = Object.fromEntries(
  Object.entries(compressors).map(([name, unpack]) => [
    name,
    (input: Uint8Array, outputLength: number) => {
      if (!(outputLength >= 0 && outputLength <= ask.maxPageBytes))
        throw new Error(`a page claims ${outputLength} bytes`);
      return unpack(input, outputLength);
    },
  ]),
);

async function main(): Promise<void> {
  const handle = await open(ask.path, 'r');
  const file = {
    byteLength: ask.sizeBytes,
    slice: async (start: number, end = ask.sizeBytes) => {
      const length = Math.max(0, Math.min(end, ask.sizeBytes) - start);
      const buffer = new Uint8Array(length);
      await handle.read(buffer, 0, length, start);
      return buffer.buffer;
    },
  };
  const metadata = await parquetMetadataAsync(file);
  for (const [index, group] of metadata.row_groups.entries()) {
    if (Number(group.total_byte_size) > ask.maxGroupBytes)
      throw new Error(
        `row group ${index + 1} has ${group.total_byte_size} bytes; at most ${ask.maxGroupBytes} are unpacked`,
      );
  }
  let from = 0;
  for (const group of metadata.row_groups) {
    const end = from + Number(group.num_rows);
    for (; from < end; from += ask.rowsAtOnce) {
      const rowEnd = Math.min(end, from + ask.rowsAtOnce);
      const rows = await parquetReadObjects({ file, metadata, compressors: bounded, rowStart: from, rowEnd });
      for (const batch of batches(rows)) {
        tell({ kind: 'rows', rows: batch });
        await next();
      }
    }
    from = end;
  }
  await handle.close();
  tell({ kind: 'end' });
}

/** Few enough at a time: a dictionary makes a long text cheap here, and a copy of it for every row behind the message. */
function* batches(rows: Record<string, unknown>[]): Iterable<Record<string, unknown>[]> {
  let batch: Record<string, unknown>[] = [];
  let weight = 0;
  for (const row of rows) {
    const mine = weightOf(row);
    if (mine > ask.maxRowBytes) throw new Error(`a row has more than ${ask.maxRowBytes} bytes`);
    if (weight + mine > 2 * ask.maxRowBytes && batch.length > 0) {
      yield batch;
      [batch, weight] = [[], 0];
    }
    batch.push(row);
    weight += mine;
  }
  yield batch;
}

function weightOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (value === null || typeof value !== 'object') return 8;
  if (ArrayBuffer.isView(value)) return value.byteLength;
  return Object.values(value).reduce((sum: number, inner) => sum + weightOf(inner), 16);
}

main().catch((error: unknown) =>
  tell({ kind: 'refused', message: String((error as Error)?.message ?? error).slice(0, 300) }),
);
