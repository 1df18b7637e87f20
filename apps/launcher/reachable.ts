import { chmodSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { privateDir } from './private-file.js';

// PostgreSQL refuses to run as root; this is `nobody` on every common distribution.
export const UNPRIVILEGED = 65534;

export interface RunAs {
  uid?: number;
  gid?: number;
}

/** Whom servers that refuse root are run as: nobody for root, oneself otherwise. */
export const runAs = (): RunAs => (process.getuid?.() === 0 ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {});

/** Whether every folder above the path (made so far) lets other users pass. */
export function isTraversable(path: string): boolean {
  for (let at = dirname(path); ; at = dirname(at)) {
    const mode = modeOf(at);
    if (mode !== null && (mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function modeOf(path: string): number | null {
  try {
    return statSync(path).mode;
  } catch {
    return null;
  }
}

/** Makes the data folder: closed, but for root it lets others pass where its parents do, so that PostgreSQL can. */
export function dataFolder(path: string): string {
  privateDir(path);
  if (runAs().uid !== undefined && isTraversable(path)) chmodSync(path, 0o711);
  return path;
}

/** A folder only root can write to and everybody can pass; null where there is none. */
export function sharedFolder(): string | null {
  const folder = '/var/lib/luthier';
  try {
    mkdirSync(folder, { recursive: true, mode: 0o711 });
    chmodSync(folder, 0o711);
    return statSync(folder).uid === 0 && isTraversable(folder) ? folder : null;
  } catch {
    return null;
  }
}

/** A new folder under the system's temporary one, with a name nobody can guess; others may pass, not list. */
export function temporaryFolder(prefix: string): string {
  const shared = runAs().uid === undefined || isTraversable(join(tmpdir(), 'x')) ? null : sharedFolder();
  const folder = mkdtempSync(join(shared ?? tmpdir(), prefix));
  chmodSync(folder, 0o711);
  return folder;
}
