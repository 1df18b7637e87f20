import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { delay, throwIfAborted } from './failure.js';
import { type Identity, identify, isAlive } from './identity.js';

export interface LockOptions {
  signal: AbortSignal;
  /** Told once when another process holds the lock. */
  onWait?: (holder: Identity) => void;
}

/** Runs work while holding the lock file; one whose owner is gone is taken over. */
export async function withLock<T>(path: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const me = JSON.stringify(identify(process.pid));
  for (let told = false; !take(path, me); told = true) {
    const holder = holderOf(path);
    if (holder && !isAlive(holder)) {
      discard(path, holder);
      continue;
    }
    throwIfAborted(options.signal);
    if (!told && holder) options.onWait?.(holder);
    await delay(200, options.signal);
  }
  try {
    return await work();
  } finally {
    rmSync(path, { force: true });
  }
}

function take(path: string, me: string): boolean {
  try {
    writeFileSync(path, me, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead owner's lock, but not the one that another waiter has just put in its place. */
function discard(path: string, dead: Identity): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
  } catch {
    return;
  }
  if (holderOf(aside)?.start !== dead.start) linkSync(aside, path);
  rmSync(aside, { force: true });
}

function holderOf(path: string): Identity | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Identity;
  } catch {
    return null; // just released, or just created and not yet written
  }
}
