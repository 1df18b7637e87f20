import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ServerProcess {
  /** Reaches the process and whatever it started; nothing where they are gone already. */
  signal(signal: NodeJS.Signals): void;
  /** Ends the process and whatever it started, at once; its folder stays. */
  kill(): Promise<void>;
}

export interface ServerCommand {
  name: string;
  command: string;
  args: string[];
  cwd: string;
  env?: Record<string, string>;
  /** Whether it answers by now. */
  ready: () => Promise<boolean>;
}

/** A server in a process group of its own, stopped by its id; throws when it ends or stays silent for 90 s. */
export async function startServer(server: ServerCommand): Promise<ServerProcess> {
  const { name, command, args, cwd } = server;
  const env = { PATH: '/usr/bin:/bin', HOME: cwd, TMPDIR: cwd, ...server.env };
  const log = join(cwd, 'server.log');
  const out = openSync(log, 'a');
  const child = spawn(command, args, { cwd, detached: true, stdio: ['ignore', out, out], env });
  closeSync(out);
  const exited = once(child, 'exit');
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // gone already
    }
  };
  const kill = async () => {
    signal('SIGKILL');
    await exited;
  };
  for (const deadline = Date.now() + 90_000; ;) {
    if (await server.ready().catch(() => false)) return { signal, kill };
    if (child.exitCode !== null || Date.now() > deadline) {
      await kill();
      const said = readFileSync(log, 'utf8').slice(-1000);
      throw new Error(`${name} did not come up (exit ${child.exitCode}): ${said}`);
    }
    await sleep(100);
  }
}

/** Any answer at all counts: a refusal comes from a server that is up. */
export const answersHttp = (url: string) => async (): Promise<boolean> =>
  (await fetch(url, { signal: AbortSignal.timeout(1000) })).status > 0;

export function serverFolder(name: string): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), `luthier-${name}-`));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
