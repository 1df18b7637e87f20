import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, readFile, rename, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError, unavailable } from '#kernel/errors.js';
import { failpoint } from '#platform/failpoints.js';
import { hashFile } from '#platform/hash-file.js';
import { syncFolder } from '#platform/key-file.js';
import { removeTree } from '#platform/remove-tree.js';
import type { ObjectStorePort } from '#platform/object-store.port.js';
import type { ManifestFile } from './manifest.js';

const MARKER = 'COMPLETE.json';

/**
 * Read-only copies of artifacts on this machine, one folder per digest: `<root>/<digest>/files`. A copy is made aside, each
 * byte verified, the marker written last, and renamed into place whole; whoever comes second uses the first one's.
 */
export class StagedFolders {
  constructor(
    private readonly store: ObjectStorePort,
    private readonly root: string,
  ) {}

  /** The folder with these files. Throws AppError `artifact_damaged` when the store gives other bytes than the manifest. */
  async stage(digest: string, files: readonly ManifestFile[]): Promise<string> {
    const target = join(this.root, digest);
    if ((await isWhole(target, files)) && (await touched(target))) return join(target, 'files');
    const making = join(this.root, `making-${digest}-${randomUUID()}`);
    try {
      await this.fill(join(making, 'files'), files);
      failpoint('artifact.stage');
      await writeDurably(join(making, MARKER), JSON.stringify({ digest, files: files.length }));
      failpoint('artifact.marker');
      await this.publish(making, target, files);
      return join(target, 'files');
    } finally {
      await removeTree(making);
    }
  }

  private async fill(folder: string, files: readonly ManifestFile[]): Promise<void> {
    await mkdir(folder, { recursive: true });
    for (const file of files) {
      const path = join(folder, file.path);
      await mkdir(dirname(path), { recursive: true });
      await this.copy(file, path);
      await chmod(path, 0o444);
    }
    await sealFolders(folder);
  }

  private async copy({ path, sha256, size_bytes }: ManifestFile, to: string): Promise<void> {
    const local = this.store.localPath?.(sha256);
    // A copy, never a hard link: a job that runs as our own user could change the store's file through a link.
    if (local)
      await copyFile(local, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL).catch(missing(path));
    else
      await pipeline(
        await this.store.open(sha256).catch(missing(path)),
        (await open(to, 'wx', 0o600)).createWriteStream(),
      );
    const seen = await hashFile(to);
    if (seen.sha256 !== sha256 || seen.sizeBytes !== size_bytes)
      throw damaged(path, 'the stored bytes are not those of the manifest');
    await syncFile(to);
  }

  private async publish(making: string, target: string, files: readonly ManifestFile[]): Promise<void> {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      try {
        await rename(making, target);
        return await syncFolder(this.root);
      } catch (cause) {
        const code = (cause as NodeJS.ErrnoException).code;
        if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw cause;
      }
      if (await isWhole(target, files)) return;
      const broken = `${making}-broken`;
      await rename(target, broken).catch(() => undefined);
      await removeTree(broken);
    }
    throw unavailable('artifact_busy', 'The staged copy keeps being replaced; try again.');
  }

  /** Removes what stagings killed half-way have left. */
  async sweep(nowMs: number, olderThanMs = 24 * 3600_000): Promise<number> {
    let removed = 0;
    for (const name of await readdir(this.root).catch(() => [])) {
      const path = join(this.root, name);
      if (!name.startsWith('making-') || nowMs - (await stat(path)).mtimeMs < olderThanMs) continue;
      await removeTree(path);
      removed += 1;
    }
    return removed;
  }
}

/** The cache's sweep spares what was used lately; false when it was faster. */
async function touched(target: string): Promise<boolean> {
  const now = new Date();
  return utimes(target, now, now).then(
    () => true,
    () => false,
  );
}

/** The marker is there and every file has its size; the bytes were verified before the marker was written. */
async function isWhole(target: string, files: readonly ManifestFile[]): Promise<boolean> {
  try {
    JSON.parse(await readFile(join(target, MARKER), 'utf8'));
    for (const { path, size_bytes } of files) {
      if ((await stat(join(target, 'files', path))).size !== size_bytes) return false;
    }
    return true;
  } catch {
    return false;
  }
}

async function sealFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await sealFolders(join(folder, entry.name));
  }
  await syncFolder(folder);
  await chmod(folder, 0o555);
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r');
  await handle.sync();
  await handle.close();
}

async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'wx', 0o444);
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
}

const missing = (path: string) => (cause: unknown) => {
  const lost =
    (cause as NodeJS.ErrnoException).code === 'ENOENT' ||
    (cause instanceof AppError && cause.kind === 'not_found');
  throw lost ? damaged(path, 'the object is not in the store') : cause;
};
const damaged = (path: string, why: string) =>
  unavailable('artifact_damaged', `'${path}' cannot be staged: ${why}.`, { param: path });
