import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that cannot be confused with a later one that got the same pid. */
export interface Identity {
  pid: number;
  start: string;
}

/** When the process started, in the kernel's words; null when there is none (a zombie counts as none). */
export function startOf(pid: number): string | null {
  if (process.platform !== 'linux') return startByPs(pid);
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // the program's name stands in parentheses and may hold spaces; state and starttime are fields 3 and 22
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${bootId()}:${fields[19]}`;
  } catch {
    return null;
  }
}

export const identify = (pid: number): Identity | null => {
  const start = startOf(pid);
  return start === null ? null : { pid, start };
};

export const isAlive = (who: Identity): boolean => startOf(who.pid) === who.start;

/** Signals the process, or its group, only while it is still the same process. Answers whether it was sent. */
export function signalIfSame(who: Identity, signal: NodeJS.Signals, target: 'process' | 'group'): boolean {
  if (who.pid <= 1 || !isAlive(who)) return false;
  try {
    process.kill(target === 'group' ? -who.pid : who.pid, signal);
    return true;
  } catch {
    return false;
  }
}

let boot: string | undefined;
function bootId(): string {
  boot ??= readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 8);
  return boot;
}

function startByPs(pid: number): string | null {
  try {
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
