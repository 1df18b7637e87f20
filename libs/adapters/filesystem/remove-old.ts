import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes the files of `folder` that nobody has written to since `beforeMs`; answers how many. */
export async function removeOld(folder: string, beforeMs: number): Promise<number> {
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw cause;
  });
  let removed = 0;
  for (const name of names) {
    const path = join(folder, name);
    const seen = await stat(path).catch(() => null);
    if (!seen || seen.mtimeMs > beforeMs) continue;
    await rm(path, { force: true });
    removed += 1;
  }
  return removed;
}
