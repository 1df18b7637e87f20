import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes a folder with what is sealed in it: only root could empty a folder without its write bit. */
export async function removeTree(path: string): Promise<void> {
  await unseal(path);
  await rm(path, { recursive: true, force: true, maxRetries: 5 });
}

async function unseal(folder: string): Promise<void> {
  await chmod(folder, 0o700).catch(() => undefined);
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
    if (entry.isDirectory()) await unseal(join(folder, entry.name));
  }
}
