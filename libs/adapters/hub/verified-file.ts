import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { diskError } from '#adapters/filesystem/disk-error.js';
import { syncFolder } from '#platform/key-file.js';
import { hashed } from '#platform/object-bytes.js';

/** Writes a stream to `path`, which gets its name only once the bytes are durable and have the promised hash. */
export async function writeVerified(
  path: string,
  body: Readable,
  options: { expectSha256?: string; maxBytes: number; onBytes?: (bytes: number) => void },
): Promise<{ sha256: string; sizeBytes: number }> {
  const making = `${path}.${randomUUID()}.part`;
  const file = await open(making, 'wx', 0o644);
  try {
    const stored = await hashed(body, options, async (chunk) => {
      for (let done = 0; done < chunk.length;) done += (await file.write(chunk, done)).bytesWritten;
      options.onBytes?.(chunk.length);
    });
    await file.sync();
    await rename(making, path);
    await syncFolder(dirname(path));
    return stored;
  } catch (error) {
    throw diskError(error);
  } finally {
    body.destroy();
    await file.close();
    await rm(making, { force: true });
  }
}
