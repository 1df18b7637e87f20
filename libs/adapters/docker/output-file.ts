import { appendFile, chown, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type Docker from 'dockerode';

export const outputFile = (folder: string): string => join(folder, 'output.log');

/**
 * What a program prints goes straight into this file, mounted into the container: the engine's own log keeps neither bytes
 * that are no UTF-8 nor a line that has not ended (moby's copier reads by line), and a worker that restarts has nothing to
 * catch up on.
 */
export async function makeOutputFile(folder: string, owner: { uid: number; gid: number } | null) {
  await (await open(outputFile(folder), 'a', 0o600)).close();
  if (owner) await chown(outputFile(folder), owner.uid, owner.gid);
}

/** For a container that has ended without a word in the file: what the engine heard, e.g. of a Python that cannot start. */
export async function keepEngineLog(container: Docker.Container, folder: string): Promise<void> {
  const { size } = await stat(outputFile(folder)).catch(() => ({ size: -1 }));
  if (size !== 0) return;
  const heard = await container.logs({ follow: false, stdout: true, stderr: true });
  await appendFile(outputFile(folder), Buffer.concat([...payloads(heard)]));
}

/** Docker's multiplexed stream: 8 bytes of header (kind, 0, 0, 0, length as big-endian), then the payload. */
function* payloads(bytes: Buffer): Iterable<Buffer> {
  for (let at = 0; bytes.length >= at + 8;) {
    const end = at + 8 + bytes.readUInt32BE(at + 4);
    yield bytes.subarray(at + 8, end);
    at = end;
  }
}
