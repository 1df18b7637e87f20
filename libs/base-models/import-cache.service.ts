import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { invalid } from '#kernel/errors.js';
import { failpoint } from '#platform/failpoints.js';
import { hashFile } from '#platform/hash-file.js';
import type { ModelSourcePort, SourceFile, SourceRef } from './source.port.js';

export interface CachedFile {
  path: string;
  size_bytes: number;
  sha256: string;
}

export interface CachedFolder {
  folder: string;
  files: CachedFile[];
  /** Of the archive that carried the files, where there was one. */
  archiveSha256: string | null;
}

/** DI token. */
export const IMPORT_SETTINGS = 'IMPORT_SETTINGS';
export interface ImportSettings {
  /** Folder of fetched sources. */
  sources: string;
  /** Folder of converted models. */
  converted: string;
  /** The programs whose change makes a converted model stale. */
  recipeFiles: readonly string[];
}

interface Download {
  source: ModelSourcePort;
  ref: SourceRef;
  expect: Readonly<Record<string, string>>;
  key: string;
}

const MARKER = 'MANIFEST.json';

/**
 * What imports can take up again: fetched sources (`<sources>/<key>/files`) and converted models (`<converted>/<key>/files`),
 * each complete when its MANIFEST.json is there. Everything in it can be made again.
 */
export class ImportCache {
  private readonly fetching = new Map<string, Promise<CachedFolder>>();

  constructor(private readonly settings: ImportSettings) {}

  /**
   * The fetched files of a pinned source, downloading what is missing; callers in one process share a download. `expect` holds
   * hashes known beforehand, by file.
   */
  fetch(
    source: ModelSourcePort,
    ref: SourceRef,
    expect: Readonly<Record<string, string>> = {},
  ): Promise<CachedFolder> {
    const key = createHash('sha256').update(JSON.stringify(ref)).digest('hex');
    const running =
      this.fetching.get(key) ??
      this.download({ source, ref, expect, key }).finally(() => this.fetching.delete(key));
    this.fetching.set(key, running);
    return running;
  }

  private async download({ source, ref, expect, key }: Download): Promise<CachedFolder> {
    const folder = join(this.settings.sources, key);
    const known = await readFolder(folder);
    if (known) return known;
    await mkdir(join(folder, 'files'), { recursive: true });
    const resolved = await source.resolve(ref);
    const files: CachedFile[] = [];
    for (const file of resolved.files) {
      const to = join(folder, 'files', file.path);
      await mkdir(dirname(to), { recursive: true });
      if (!(await stat(to).catch(() => null))) await source.fetch(resolved, file, to);
      files.push(await verified(to, file, expect[file.path]));
      failpoint('prepare.base_fetch');
    }
    await complete(folder, files, resolved.sha256);
    return { folder: join(folder, 'files'), files, archiveSha256: resolved.sha256 };
  }

  /** The model that these recipes once made of the source with this hash. */
  async converted(sourceSha256: string): Promise<CachedFolder | null> {
    return readFolder(await this.convertedFolder(sourceSha256));
  }

  /** Keeps a converted model for the next import; a copy, made aside and renamed whole. */
  async keepConverted(sourceSha256: string, folder: string): Promise<void> {
    const target = await this.convertedFolder(sourceSha256);
    if (await readFolder(target)) return;
    const making = `${target}.${randomUUID()}`;
    try {
      await mkdir(join(making, 'files'), { recursive: true });
      const files: CachedFile[] = [];
      for (const path of (await readdir(folder)).sort()) {
        const to = join(making, 'files', path);
        await copyFile(join(folder, path), to, constants.COPYFILE_FICLONE);
        const { sha256, sizeBytes } = await hashFile(to);
        files.push({ path, size_bytes: sizeBytes, sha256 });
      }
      await complete(making, files, null);
      await rm(target, { recursive: true, force: true });
      await rename(making, target);
    } finally {
      await rm(making, { recursive: true, force: true });
    }
  }

  private async convertedFolder(sourceSha256: string): Promise<string> {
    const key = createHash('sha256').update(sourceSha256);
    for (const path of this.settings.recipeFiles) key.update(await readFile(path));
    return join(this.settings.converted, key.digest('hex'));
  }
}

async function verified(path: string, file: SourceFile, expected?: string): Promise<CachedFile> {
  const { sha256, sizeBytes } = await hashFile(path);
  const promised = [expected, file.sha256].filter((hash) => typeof hash === 'string');
  if (promised.some((hash) => hash !== sha256)) {
    await rm(path, { force: true });
    throw invalid('hash_mismatch', `'${file.path}' has sha256 ${sha256}, but ${promised[0]} was promised.`, {
      param: file.path,
    });
  }
  return { path: file.path, size_bytes: sizeBytes, sha256 };
}

async function complete(folder: string, files: CachedFile[], archiveSha256: string | null): Promise<void> {
  const making = join(folder, `${MARKER}.${randomUUID()}`);
  await writeFile(making, JSON.stringify({ files, archive_sha256: archiveSha256 }), { flush: true });
  await rename(making, join(folder, MARKER));
}

/** The whole folder, every byte still as recorded; null, and the folder gone, where it is not. */
async function readFolder(folder: string): Promise<CachedFolder | null> {
  try {
    const text = await readFile(join(folder, MARKER), 'utf8');
    const { files, archive_sha256 } = JSON.parse(text) as {
      files: CachedFile[];
      archive_sha256: string | null;
    };
    for (const { path, sha256 } of files) {
      if ((await hashFile(join(folder, 'files', path))).sha256 !== sha256) {
        await rm(folder, { recursive: true, force: true });
        return null;
      }
    }
    await utimes(folder, new Date(), new Date()); // the cache's sweep spares what was used lately
    return { folder: join(folder, 'files'), files, archiveSha256: archive_sha256 };
  } catch {
    return null;
  }
}
