import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Measured, Offset } from '#jobs/compute.port.js';

/** A line of `<folder>/system.jsonl` (jobs/system.py). */
const Line = z.object({ at: z.number(), values: z.record(z.string(), z.number()) });
/** Some hundred lines, which become some thousand rows: as many as one statement takes. */
const MAX_BYTES = 1 << 16;

/** Whole lines from a byte offset; one that a kill has torn is left out. */
export async function readReadings(folder: string, from: Offset): Promise<Measured> {
  const file = await open(join(folder, 'system.jsonl')).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!file) return { readings: [], nextOffset: from };
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(MAX_BYTES), 0, MAX_BYTES, from);
    const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
    const lines = buffer.toString('utf8', 0, end).split('\n').map(parsed);
    return { readings: lines.flatMap((line) => line ?? []), nextOffset: from + end };
  } finally {
    await file.close();
  }
}

function parsed(line: string) {
  try {
    const { at, values } = Line.parse(JSON.parse(line));
    return { at: new Date(at * 1000), values };
  } catch {
    return null;
  }
}
