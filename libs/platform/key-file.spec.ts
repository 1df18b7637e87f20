import { chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { loadOrCreateSecret, loadSigningKey } from './key-file.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luthier-key-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('makes one P-256 key for all who ask at once, readable by the owner alone', async () => {
  const path = join(folder, 'secrets', 'signing-key.pem');
  const keys = await Promise.all(Array.from({ length: 8 }, () => loadSigningKey(path)));
  const pems = new Set(keys.map((key) => key.export({ type: 'pkcs8', format: 'pem' })));
  expect(pems.size).toBe(1);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'secrets'))).toEqual(['signing-key.pem']);
});

it('refuses a key that others may read, and one that is no key', async () => {
  const path = join(folder, 'open');
  await loadOrCreateSecret(path, () => Buffer.from('no key'));
  await expect(loadSigningKey(path)).rejects.toThrow();
  await chmod(path, 0o644);
  await expect(loadOrCreateSecret(path, () => Buffer.alloc(0))).rejects.toThrow(/chmod 600/);
});
