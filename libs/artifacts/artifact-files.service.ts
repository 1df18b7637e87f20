import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { inspectFile } from '#base-models/model-inspect.js';
import { invalid } from '#kernel/errors.js';
import type { Config } from '#platform/config.js';
import { failpoint } from '#platform/failpoints.js';
import { hashed } from '#platform/object-bytes.js';
import { OBJECT_STORE, type ObjectStorePort } from '#platform/object-store.port.js';
import { openInside } from '#platform/safe-file.js';
import { CONFIG } from '#platform/tokens.js';
import type { ManifestFile } from './manifest.js';
import { StagedFolders } from './staging.service.js';

export interface FileFault {
  path: string;
  fault: string;
}

/** The bytes of artifacts: from a job folder into the store, from the store onto this machine. */
@Injectable()
export class ArtifactFiles {
  private readonly staged: StagedFolders;

  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStorePort,
    @Inject(CONFIG) config: Pick<Config, 'LUTHIER_CACHE_DIR'>,
  ) {
    this.staged = new StagedFolders(store, join(config.LUTHIER_CACHE_DIR, 'artifacts'));
  }

  /**
   * Puts the files of `folder` into the store, each looked into and held to its hash. Safe to repeat. Throws AppError for a
   * link, a pickle, a lying header (see inspectFile), `hash_mismatch`, `size_mismatch`, `file_missing`, `disk_full`.
   */
  async upload(folder: string, files: readonly ManifestFile[]): Promise<void> {
    for (const file of files) {
      const opened = await openInside(folder, file.path);
      try {
        if (opened.size !== file.size_bytes) {
          const message = `'${file.path}' has ${opened.size} bytes, the manifest says ${file.size_bytes}.`;
          throw invalid('size_mismatch', message, { param: file.path });
        }
        await inspectFile(file.path, opened);
        const body = opened.handle.createReadStream({ start: 0, autoClose: false, highWaterMark: 1 << 20 });
        await this.store.put(body, { expectSha256: file.sha256, maxBytes: file.size_bytes });
      } finally {
        await opened.handle.close();
      }
      failpoint('artifact.upload');
    }
  }

  /** Puts texts of ours into the store. Safe to repeat. */
  async keep(texts: readonly string[]): Promise<void> {
    for (const text of texts) await this.store.put(Readable.from([Buffer.from(text)]), {});
  }

  /** A read-only folder on this machine with exactly these files, each byte verified. */
  stage(digest: string, files: readonly ManifestFile[]): Promise<string> {
    return this.staged.stage(digest, files);
  }

  open(file: ManifestFile, range?: { start: number; end: number }): Promise<Readable> {
    return this.store.open(file.sha256, range);
  }

  signedUrl(file: ManifestFile): Promise<string> {
    const filename = file.path.split('/').at(-1)!;
    return this.store.signedUrl(file.sha256, { expiresSeconds: 300, filename });
  }

  /** Removes what stagings killed half-way have left; answers how many. */
  sweep(nowMs: number): Promise<number> {
    return this.staged.sweep(nowMs);
  }

  /** Names the files that the store does not have, or not of their size; reads none. */
  async absences(files: readonly ManifestFile[]): Promise<FileFault[]> {
    const faults: FileFault[] = [];
    for (const { path, sha256, size_bytes } of files)
      if ((await this.store.has(sha256))?.sizeBytes !== size_bytes) faults.push({ path, fault: 'missing' });
    return faults;
  }

  /** Reads every file again and names those that are gone or changed. */
  async faults(files: readonly ManifestFile[]): Promise<FileFault[]> {
    const faults: FileFault[] = [];
    for (const { path, sha256, size_bytes } of files) {
      const stored = await this.store.has(sha256);
      if (!stored) faults.push({ path, fault: 'missing' });
      else {
        const seen = await hashed(await this.store.open(sha256), {});
        if (seen.sha256 !== sha256 || seen.sizeBytes !== size_bytes) faults.push({ path, fault: 'changed' });
      }
    }
    return faults;
  }
}
