import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Failure } from './failure.js';

/** Free bytes for this user where the path is, or will be. */
export function freeBytes(path: string): number {
  const at = existsSync(path) ? path : dirname(path);
  if (at !== path) return freeBytes(at);
  const fs = statfsSync(at);
  return fs.bavail * fs.bsize;
}

export function requireDisk(path: string, gigabytes: number): void {
  const free = freeBytes(path) / 1e9;
  if (free >= gigabytes) return;
  throw new Failure(
    `${path} has ${free.toFixed(1)} GB free; ${gigabytes} GB are needed`,
    'free some space, or move the folder: LUTHIER_CACHE_DIR=/roomier/folder',
  );
}
