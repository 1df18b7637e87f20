import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A recipe is text; weights and data are inputs. */
const MAX_BYTES = 16 * 2 ** 20;
const MAX_FILES = 1000;

export interface RecipeFiles {
  sha256: string;
  /** By path below the recipe's folder; of a single file, `main.py`. */
  files: Map<string, Buffer>;
}

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

/**
 * The bytes of a recipe with their digest: of a file its sha256; of a folder that of what
 * `find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum` prints in it. Throws Error in words for links, devices, a folder
 * without main.py, and for more than 16 MiB or 1000 files.
 */
export async function readRecipe(path: string): Promise<RecipeFiles> {
  const found = await lstat(path).catch(() => null);
  if (found === null) throw new Error(`${path} is not there, or may not be read`);
  const files = new Map<string, Buffer>();
  if (found.isFile()) {
    const bytes = await bounded(path, found.size);
    files.set('main.py', bytes);
    return { sha256: sha256(bytes), files };
  }
  if (!found.isDirectory()) throw new Error(`${path} is a link or no plain file or folder`);
  await gather(path, '', files);
  if (!files.has('main.py')) throw new Error(`${path} has no main.py`);
  const lines = [...files]
    .map(([name, bytes]) => [`./${name}`, `${sha256(bytes)}  ./${name}\n`] as const)
    .sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  return { sha256: sha256(lines.map(([, line]) => line).join('')), files };
}

async function gather(root: string, below: string, files: Map<string, Buffer>): Promise<void> {
  for (const one of await readdir(join(root, below), { withFileTypes: true })) {
    const name = below ? `${below}/${one.name}` : one.name;
    if (!/^[A-Za-z0-9_.-]+$/.test(one.name)) throw new Error(`${name} has a name with odd characters`);
    if (one.isDirectory()) {
      await gather(root, name, files);
      continue;
    }
    if (!one.isFile()) throw new Error(`${name} is a link or no plain file`);
    files.set(name, await bounded(join(root, name), (await lstat(join(root, name))).size));
    const bytes = [...files.values()].reduce((sum, { length }) => sum + length, 0);
    if (bytes > MAX_BYTES || files.size > MAX_FILES)
      throw new Error(`${root} has more than ${MAX_BYTES / 2 ** 20} MiB or ${MAX_FILES} files`);
  }
}

async function bounded(path: string, size: number): Promise<Buffer> {
  if (size > MAX_BYTES) throw new Error(`${path} has more than ${MAX_BYTES / 2 ** 20} MiB`);
  return readFile(path);
}
