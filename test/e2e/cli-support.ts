import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

export interface Running {
  child: ReturnType<typeof spawn>;
  ended: Promise<Ended>;
}

/** The built command line as its own process, without a terminal; `seen` gets stderr as it comes. */
export function luthier(
  args: string[],
  env: Record<string, string>,
  seen: (said: string) => void = () => undefined,
): Running {
  const child = spawn(process.execPath, ['--no-warnings', 'dist/apps/cli/main.js', ...args], {
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: '/nonexistent',
      NODE_COMPILE_CACHE: join(tmpdir(), 'compiled'), // as luthier.mjs sets it
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    seen(err);
  });
  const ended = new Promise<Ended>((done) => child.on('close', (code) => done({ code, out, err })));
  return { child, ended };
}

/** Runs `work` for each, few at a time: each is a process of its own. */
export async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = [...items.entries()];
  const one = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all([one(), one(), one()]);
  return results;
}
