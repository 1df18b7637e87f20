import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '#platform/remove-tree.js';

/** What stays of a workspace: small, and what a later question about the job is answered from. */
const STAYS = new Set(['events.jsonl', 'result.json', 'termination.json']);

/** Bytes below `path`; 0 where nothing is. Links are not followed. */
export async function bytesBelow(path: string): Promise<number> {
  const seen = await lstat(path).catch(() => null);
  if (!seen) return 0;
  if (!seen.isDirectory()) return seen.size;
  let sum = 0;
  for (const name of await readdir(path).catch(() => [])) sum += await bytesBelow(join(path, name));
  return sum;
}

/** What may go of one attempt's folder: all of its workspace but the few small files that tell of it. */
export async function clearable(attempt: string): Promise<string[]> {
  const workspace = join(attempt, 'workspace');
  const names = await readdir(workspace).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' || cause.code === 'ENOTDIR') return [];
    throw cause;
  });
  return names.filter((name) => !STAYS.has(name)).map((name) => join(workspace, name));
}

/** Removes it; safe to repeat. Answers how many bytes went. */
export async function clearAttempt(attempt: string): Promise<number> {
  let bytes = 0;
  for (const path of await clearable(attempt)) {
    bytes += await bytesBelow(path);
    await removeTree(path);
  }
  return bytes;
}
