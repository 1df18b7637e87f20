import { type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure, Interrupted } from './failure.js';
import { identify, signalIfSame } from './identity.js';

export interface ExecOptions extends Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'> {
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
  /** Both outputs are appended here. Unset: the caller's own terminal. */
  log?: string;
  graceSeconds?: number;
}

/** Runs a program to its end in a process group of its own; interrupted, the whole group is stopped. */
export async function exec(program: string, args: string[], options: ExecOptions): Promise<number> {
  if (options.signal.aborted) throw new Interrupted();
  const fd = options.log ? openLog(options.log) : null;
  try {
    const child = spawn(program, args, {
      cwd: options.cwd,
      uid: options.uid,
      gid: options.gid,
      env: options.env,
      detached: true,
      stdio: fd === null ? ['ignore', 'inherit', 'inherit'] : ['ignore', fd, fd],
    });
    const who = child.pid ? identify(child.pid) : null;
    const stop = () => {
      if (!who) return;
      signalIfSame(who, 'SIGTERM', 'group');
      setTimeout(() => signalIfSame(who, 'SIGKILL', 'group'), (options.graceSeconds ?? 10) * 1000).unref();
    };
    options.signal.addEventListener('abort', stop, { once: true });
    const code = await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (exit) => resolve(exit ?? 128));
    }).finally(() => options.signal.removeEventListener('abort', stop));
    if (options.signal.aborted) throw new Interrupted();
    return code;
  } finally {
    if (fd !== null) closeSync(fd);
  }
}

/** As exec, but any exit code other than 0 is a Failure that shows the end of the log. */
export async function execOk(program: string, args: string[], options: ExecOptions & { log: string }) {
  const code = await exec(program, args, options);
  if (code === 0) return;
  const what = [program, ...args].join(' ').slice(0, 200);
  throw new Failure(
    `${what} failed (exit ${code}):\n${tail(options.log, 15)}\nThe whole output: ${options.log}`,
  );
}

/** The last lines of a log, at most its last 64 KiB. */
export function tail(path: string, lines: number): string {
  try {
    const text = readFileSync(path).subarray(-65536).toString('utf8');
    return text.trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no output)';
  }
}

export function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  return openSync(path, 'a', 0o600);
}

export const sizeOf = (path: string): number => {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
};
