import { open } from 'node:fs/promises';
import type { Chunk, Offset } from '#jobs/compute.port.js';

const CHUNK_BYTES = 1 << 16;

/** Text of a growing file from byte `from` to its present end, never cutting a UTF-8 character in two. */
export async function* readLog(path: string, from: Offset): AsyncIterable<Chunk> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (!file) return;
  try {
    for (let offset = from; ;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(CHUNK_BYTES), 0, CHUNK_BYTES, offset);
      const chunk = wholeCharacters(buffer.subarray(0, bytesRead), offset);
      if (!chunk) return;
      yield chunk;
      offset = chunk.nextOffset;
    }
  } finally {
    await file.close();
  }
}

/** Null when the bytes hold no whole character; an unfinished last one is left for the next read. */
export function wholeCharacters(bytes: Buffer, offset: Offset): Chunk | null {
  const end = bytes.length - unfinished(bytes);
  if (end === 0) return null;
  return { offset, nextOffset: offset + end, text: bytes.toString('utf8', 0, end) };
}

function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return 0;
    if (byte < 0xc0) continue; // a continuation byte
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? back : 0;
  }
  return 0;
}
