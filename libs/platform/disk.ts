import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface Disk {
  freeBytes: number;
  totalBytes: number;
}

/** Of the disk that holds the path, or will; null where it cannot be asked. */
export async function diskOf(path: string): Promise<Disk | null> {
  try {
    const { bavail, blocks, bsize } = await statfs(path);
    return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' && path !== dirname(path) ? diskOf(dirname(path)) : null;
  }
}
