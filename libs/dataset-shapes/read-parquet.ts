import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Row } from '#dataset-checks/check-json.js';
import { root } from '#platform/root.js';
import type { ParquetAsk, ParquetSaid } from './parquet-thread.js';
import { MAX_RECORD_BYTES, type SourceRow, unreadable } from './source-row.js';

/** A row group is what a reader must unpack at once; writers make them of 128 MB. */
const MAX_GROUP_BYTES = 512 * 1024 * 1024;
const MAX_PAGE_BYTES = 128 * 1024 * 1024;
const HEAP_MB = 1024;
const ROWS_AT_ONCE = 2000;
/** A batch of honest rows takes milliseconds. */
const BATCH_MS = 120_000;

/** Rows of a Parquet file on this machine, a batch at a time, read in a thread of bounded memory. */
export async function* readParquet(path: string): AsyncGenerator<SourceRow> {
  const { size } = await stat(path);
  const ask: ParquetAsk = {
    path,
    sizeBytes: size,
    rowsAtOnce: ROWS_AT_ONCE,
    maxPageBytes: MAX_PAGE_BYTES,
    maxGroupBytes: MAX_GROUP_BYTES,
    maxRowBytes: MAX_RECORD_BYTES,
  };
  const thread = new Worker(join(root, 'dist/libs/dataset-shapes/parquet-thread.js'), {
    workerData: ask,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 64 },
    env: {},
  });
  try {
    for (;;) {
      const said = await answerOf(thread);
      if (said.kind === 'end') return;
      if (said.kind === 'refused') throw unreadable(`The Parquet file cannot be read: ${said.message}.`);
      for (const values of said.rows) yield { line: null, values: plain(values) as Row };
      thread.postMessage('next');
    }
  } finally {
    await thread.terminate();
  }
}

function answerOf(thread: Worker): Promise<ParquetSaid> {
  return new Promise((said, failed) => {
    const timer = setTimeout(
      () => end(() => failed(unreadable('The Parquet file takes too long to unpack.'))),
      BATCH_MS,
    );
    const onMessage = (message: ParquetSaid) => end(() => said(message));
    const onError = (error: Error & { code?: string }) =>
      end(() =>
        failed(
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? unreadable(`The Parquet file unpacks to more than ${HEAP_MB} MB at once.`)
            : error,
        ),
      );
    const onExit = () => end(() => failed(unreadable('The Parquet file cannot be read: its reader ended.')));
    const end = (then: () => void) => {
      clearTimeout(timer);
      thread.off('message', onMessage).off('error', onError).off('exit', onExit);
      then();
    };
    thread.on('message', onMessage).on('error', onError).on('exit', onExit);
  });
}

/** Parquet's own types in JSON's words: bytes are no text, dates are ISO 8601. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]));
}
