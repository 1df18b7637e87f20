import { randomUUID } from 'node:crypto';
import { mkdir, open, opendir, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { SignedUrls } from '#artifacts/signed-url.js';
import { failpoint } from '#platform/failpoints.js';
import { syncFolder } from '#platform/key-file.js';
import { hashed, objectNotFound, type PutOptions, rangeRefused, SHA256 } from '#platform/object-bytes.js';
import type { ObjectStorePort, StoredObject } from '#platform/object-store.port.js';
import { diskError } from './disk-error.js';
import { removeOld } from './remove-old.js';

const STALE_MS = 24 * 3600_000;

/** Objects as read-only files `sha256/ab/<sha256>` under one folder; its `tmp` is on the same filesystem, for rename. */
export class FilesystemObjectStore implements ObjectStorePort {
  private readonly tmp: string;

  constructor(
    private readonly root: string,
    private readonly urls: SignedUrls,
  ) {
    this.tmp = join(root, 'tmp');
  }

  async put(body: Readable, options: PutOptions = {}): Promise<StoredObject> {
    const { expectSha256 } = options;
    const known = expectSha256 ? await this.has(expectSha256) : null;
    try {
      if (known) return await hashed(body, options);
      return await this.write(body, options);
    } catch (error) {
      throw diskError(error);
    } finally {
      body.destroy();
    }
  }

  private async write(body: Readable, options: PutOptions): Promise<StoredObject> {
    await mkdir(this.tmp, { recursive: true, mode: 0o700 });
    const temporary = join(this.tmp, randomUUID());
    const file = await open(temporary, 'wx', 0o600);
    try {
      const object = await hashed(body, options, async (chunk) => {
        for (let done = 0; done < chunk.length;) done += (await file.write(chunk, done)).bytesWritten;
        failpoint('object.part');
      });
      await file.chmod(0o444);
      await file.sync();
      failpoint('object.fsync');
      await this.publish(temporary, object);
      return object;
    } finally {
      await file.close();
      await rm(temporary, { force: true });
    }
  }

  private async publish(temporary: string, object: StoredObject): Promise<void> {
    const { folder, path } = this.place(object.sha256);
    if ((await sizeOf(path)) === object.sizeBytes) return;
    const isNew = await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(temporary, path);
    failpoint('object.rename');
    await syncFolder(folder);
    if (isNew) await syncFolder(join(this.root, 'sha256'));
  }

  async has(sha256: string): Promise<StoredObject | null> {
    const sizeBytes = await sizeOf(this.place(sha256).path);
    return sizeBytes === null ? null : { sha256, sizeBytes };
  }

  async open(sha256: string, range?: { start: number; end?: number }): Promise<Readable> {
    const file = await open(this.place(sha256).path, 'r').catch((cause: NodeJS.ErrnoException) => {
      throw cause.code === 'ENOENT' ? objectNotFound(sha256) : cause;
    });
    const { size } = await file.stat();
    if (range && range.start >= size && !(size === 0 && range.start === 0)) {
      await file.close();
      throw rangeRefused(size);
    }
    return file.createReadStream({ start: range?.start ?? 0, end: range?.end });
  }

  async signedUrl(sha256: string, options: { expiresSeconds: number; filename: string }): Promise<string> {
    if (!(await this.has(sha256))) throw objectNotFound(sha256);
    return this.urls.sign({ sha256, filename: options.filename }, options.expiresSeconds);
  }

  async delete(sha256: string): Promise<void> {
    await unlink(this.place(sha256).path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'ENOENT') throw cause;
    });
    failpoint('gc.delete');
  }

  async *list(): AsyncIterable<StoredObject> {
    for (const shard of await names(join(this.root, 'sha256'))) {
      for await (const entry of await opendir(join(this.root, 'sha256', shard))) {
        const object = SHA256.test(entry.name) ? await this.has(entry.name) : null;
        if (object) yield object;
      }
    }
  }

  localPath(sha256: string): string {
    return this.place(sha256).path;
  }

  /** Removes what uploads killed half-way have left; answers how many files. A live upload touches its file. */
  sweep(nowMs: number, olderThanMs = STALE_MS): Promise<number> {
    return removeOld(this.tmp, nowMs - olderThanMs);
  }

  private place(sha256: string) {
    if (!SHA256.test(sha256)) throw objectNotFound(sha256);
    const folder = join(this.root, 'sha256', sha256.slice(0, 2));
    return { folder, path: join(folder, sha256) };
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

async function names(folder: string): Promise<string[]> {
  return readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw cause;
  });
}
