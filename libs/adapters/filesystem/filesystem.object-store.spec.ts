import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { SignedUrls } from '#artifacts/signed-url.js';
import { diskError } from './disk-error.js';
import { FilesystemObjectStore } from './filesystem.object-store.js';

const urls = new SignedUrls(Buffer.alloc(32, 1), () => 1_000_000);
let root: string;
let store: FilesystemObjectStore;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'luthier-fs-'));
  store = new FilesystemObjectStore(root, urls);
});
afterEach(() => rm(root, { recursive: true, force: true }));

describe('the filesystem store', () => {
  it('publishes a read-only file under its hash and leaves no temporary file', async () => {
    const { sha256 } = await store.put(Readable.from(['hello']));
    const path = join(root, 'sha256', sha256.slice(0, 2), sha256);
    expect((await stat(path)).mode & 0o777).toBe(0o444);
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });

  it('replaces a torn file of the same name', async () => {
    const { sha256 } = await store.put(Readable.from(['hello']));
    const path = join(root, 'sha256', sha256.slice(0, 2), sha256);
    await rm(path);
    await writeFile(path, 'hel');
    await store.put(Readable.from(['hello']));
    expect((await store.has(sha256))?.sizeBytes).toBe(5);
  });

  it('leaves no temporary file after a refusal', async () => {
    await expect(store.put(Readable.from(['x']), { expectSha256: 'a'.repeat(64) })).rejects.toThrow();
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
  });

  it('sweeps temporary files of dead uploads, not of live ones', async () => {
    await store.put(Readable.from(['x']));
    await writeFile(join(root, 'tmp', 'dead'), 'half');
    await writeFile(join(root, 'tmp', 'live'), 'half');
    await utimes(join(root, 'tmp', 'dead'), 0, 0);
    expect(await store.sweep(Date.now())).toBe(1);
    expect(await readdir(join(root, 'tmp'))).toEqual(['live']);
  });

  it('says disk_full for ENOSPC and EDQUOT, and lets other errors be', () => {
    const other = Object.assign(new Error('io'), { code: 'EIO' });
    expect(diskError(other)).toBe(other);
    for (const code of ['ENOSPC', 'EDQUOT'])
      expect(diskError(Object.assign(new Error(code), { code }))).toMatchObject({ code: 'disk_full' });
  });
});

const mount = (...args: string[]) => promisify(execFile)('mount', args);
const canMount = process.getuid?.() === 0;
(canMount ? it : it.skip)('refuses with disk_full on a full disk, and works again after', async () => {
  await mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', root);
  try {
    const large = Readable.from(Array.from({ length: 32 }, () => Buffer.alloc(64 * 1024, 1)));
    await expect(store.put(large)).rejects.toMatchObject({ kind: 'unavailable', code: 'disk_full' });
    expect(await readdir(join(root, 'tmp'))).toEqual([]);
    const small = await store.put(Readable.from(['fits']));
    expect(await store.has(small.sha256)).toEqual(small);
  } finally {
    await promisify(execFile)('umount', [root]);
  }
});
