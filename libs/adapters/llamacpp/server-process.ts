import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process that cannot be confused with a later one of the same pid. */
export interface ProcessId {
  pid: number;
  incarnation: string;
}

/** When the process started, in the kernel's words; null when there is none (a zombie counts as none). */
export function incarnationOf(pid: number): string | null {
  if (process.platform !== 'linux') return startByPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the name stands in parentheses and may hold blanks; after it state is field 0 and starttime field 19
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8);
    return `${boot}:${fields[19]}`;
  } catch {
    return null;
  }
}

export const runs = (id: ProcessId): boolean => id.pid > 1 && incarnationOf(id.pid) === id.incarnation;

/** The process that was started with `argument`, for the case that its record was never written. */
export function findByArgument(argument: string): ProcessId | null {
  if (process.platform !== 'linux') return null;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const argv = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0');
      if (!argv.includes(argument)) continue;
    } catch {
      continue;
    }
    const incarnation = incarnationOf(Number(entry));
    if (incarnation) return { pid: Number(entry), incarnation };
  }
  return null;
}

/** SIGTERM to the group, SIGKILL when it still runs after `graceSeconds`; returns when it is gone. */
export async function endGroup(id: ProcessId, graceSeconds: number): Promise<void> {
  signal(id, 'SIGTERM');
  if (await gone(id, graceSeconds * 1000)) return;
  signal(id, 'SIGKILL');
  if (!(await gone(id, 10_000))) throw new Error(`process ${id.pid} outlived SIGKILL`);
}

function signal(id: ProcessId, name: NodeJS.Signals): void {
  if (!runs(id)) return;
  try {
    process.kill(-id.pid, name);
  } catch {
    // it ended in between
  }
}

async function gone(id: ProcessId, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; runs(id); await sleep(50)) if (Date.now() > end) return false;
  return true;
}

function startByPs(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
