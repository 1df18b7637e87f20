import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readOrNull, writePrivate } from './private-file.js';

/** Whether this host and port can be listened on now. */
export const isFree = (port: number, host: string): Promise<boolean> =>
  listen(port, host).then(
    () => true,
    () => false,
  );

/** A port nobody listens on, chosen by the kernel. */
export const freePort = (): Promise<number> => listen(0, '127.0.0.1');

function listen(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}

/** The port kept for a server of this installation; another one when somebody else sits on it. */
export async function keptPort(runDir: string, name: string): Promise<number> {
  const file = join(runDir, 'ports.json');
  const kept = JSON.parse(readOrNull(file) ?? '{}') as Record<string, number>;
  const old = kept[name];
  if (old && (await isFree(old, '127.0.0.1'))) return old;
  kept[name] = await freePort();
  writePrivate(file, JSON.stringify(kept));
  return kept[name];
}

export interface Holder {
  pid: number;
  command: string;
}

/** Who listens on the port, as far as this user may see (Linux only). */
export function holderOf(port: number): Holder | null {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return null;
  for (const pid of readdirSync('/proc').filter((n) => /^\d+$/.test(n))) {
    try {
      const links = readdirSync(`/proc/${pid}/fd`).map((fd) => linkOrEmpty(`/proc/${pid}/fd/${fd}`));
      if (!links.some((l) => inodes.has(l))) continue;
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim().slice(0, 120);
      return { pid: Number(pid), command };
    } catch {
      // another user's process, or one that just ended
    }
  }
  return null;
}

function listeningInodes(port: number): Set<string> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const inodes = new Set<string>();
  for (const table of ['/proc/net/tcp', '/proc/net/tcp6']) {
    for (const row of (readOrNull(table) ?? '').split('\n').slice(1)) {
      const fields = row.trim().split(/\s+/);
      // 0A is TCP_LISTEN; field 9 is the socket's inode
      if (fields[3] === '0A' && fields[1]?.endsWith(`:${hex}`)) inodes.add(`socket:[${fields[9]}]`);
    }
  }
  return inodes;
}

function linkOrEmpty(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}
