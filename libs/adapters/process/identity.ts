import { readdirSync, readFileSync } from 'node:fs';

/** A process by pid and start time (clock ticks since boot, field 22 of /proc/PID/stat). */
export interface ProcessIdentity {
  pid: number;
  start: string;
  boot: string;
}

/** False for a zombie, for another process that was given the same pid, and after a reboot. */
export function isAlive({ pid, start, boot }: ProcessIdentity): boolean {
  try {
    if (readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() !== boot) return false;
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // behind the name, which may hold blanks and parentheses, state is field 0 and the start time field 19
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] !== 'Z' && fields[0] !== 'X' && fields[19] === start;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH') return false;
    throw error;
  }
}

export const incarnationOf = (id: ProcessIdentity): string => `${id.boot.slice(0, 8)}:${id.start}`;

/** Processes whose environment holds `entry` (NAME=value), as the kernel kept it from their start. */
export function processesWith(entry: string): number[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => pid !== process.pid && environmentOf(pid).includes(entry));
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // gone, or another user's
  }
}

/** SIGKILL, which is no error where the process has gone. */
export function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
