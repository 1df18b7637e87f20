import { readFileSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { delay } from './failure.js';
import { type Identity, identify, isAlive, signalIfSame } from './identity.js';

/** Every process of the group, its leader included. */
export const groupMembers = (group: number): Identity[] =>
  scan((pid) => statFields(pid)[2] === String(group));

/**
 * Trainers and model servers outlive the worker on purpose; they work in folders of the installation, without a
 * terminal (so that a user's shell in such a folder is not one of them).
 */
export function workingIn(folders: readonly string[]): Identity[] {
  const real = folders.map(realOrNull).filter((f) => f !== null);
  return scan((pid) => {
    const cwd = linkOf(`/proc/${pid}/cwd`);
    return (
      statFields(pid)[4] === '0' && real.some((folder) => cwd === folder || cwd.startsWith(`${folder}/`))
    );
  });
}

/** Processes whose folder, command line or environment names this path; for paths nobody else can know. */
export function naming(path: string): Identity[] {
  return scan((pid) =>
    [linkOf(`/proc/${pid}/cwd`), textOf(`/proc/${pid}/cmdline`), textOf(`/proc/${pid}/environ`)].some((t) =>
      t.includes(path),
    ),
  );
}

/** SIGTERM, the grace, SIGKILL. */
export async function endAll(all: readonly Identity[], graceSeconds: number): Promise<void> {
  for (const who of all) signalIfSame(who, 'SIGTERM', 'process');
  const deadline = Date.now() + graceSeconds * 1000;
  while (all.some(isAlive) && Date.now() < deadline) await delay(50);
  for (const who of all) signalIfSame(who, 'SIGKILL', 'process');
}

function scan(wanted: (pid: number) => boolean): Identity[] {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).flatMap((pid) => {
    if (pid === process.pid || !wanted(pid)) return [];
    return identify(pid) ?? [];
  });
}

/** Fields of /proc/pid/stat after the name: state, ppid, pgrp, session, tty, ... */
function statFields(pid: number): string[] {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // it ended, or it belongs to another user
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function realOrNull(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
