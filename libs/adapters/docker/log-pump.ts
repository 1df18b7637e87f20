import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';

/**
 * Copies what containers print to `<folder>/output.log`. Every byte is written at its own place in the stream, so that a
 * second worker, or the same one after a restart, repeats nothing.
 */
export class LogPump {
  private readonly running = new Map<string, Promise<void>>();

  /** Follows a container until its end; one copy at a time. */
  follow(container: Docker.Container, folder: string): void {
    if (this.running.has(container.id)) return;
    const copy = pump(container, folder)
      .catch(() => {}) // the engine went away: the next look at the container begins again
      .finally(() => this.running.delete(container.id));
    this.running.set(container.id, copy);
  }

  /** For a container that has ended: resolves when all it printed is in the file. */
  async finish(container: Docker.Container, folder: string): Promise<void> {
    await this.running.get(container.id);
    await pump(container, folder);
  }
}

async function pump(container: Docker.Container, folder: string): Promise<void> {
  const stream = await container.logs({ follow: true, stdout: true, stderr: true });
  const file = await open(join(folder, 'output.log'), 'a', 0o600).then(async (made) => {
    await made.close();
    return open(join(folder, 'output.log'), 'r+');
  });
  try {
    const present = (await file.stat()).size;
    let position = 0;
    for await (const bytes of payloads(stream)) {
      await writeFrom(file, bytes, position, present);
      position += bytes.length;
    }
  } finally {
    await file.close();
  }
}

async function writeFrom(file: FileHandle, bytes: Buffer, position: number, present: number): Promise<void> {
  const skip = Math.max(0, Math.min(bytes.length, present - position));
  if (skip < bytes.length) await file.write(bytes, skip, bytes.length - skip, position + skip);
}

/** Docker's multiplexed stream: 8 bytes of header (kind, 0, 0, 0, length as big-endian), then the payload. */
async function* payloads(stream: AsyncIterable<Buffer | string>): AsyncIterable<Buffer> {
  let left = Buffer.alloc(0);
  for await (const chunk of stream) {
    left = Buffer.concat([left, chunk as Buffer]);
    while (left.length >= 8 && left.length >= 8 + left.readUInt32BE(4)) {
      const end = 8 + left.readUInt32BE(4);
      yield left.subarray(8, end);
      left = left.subarray(end);
    }
  }
}
