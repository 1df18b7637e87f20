import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Signer, Verifier } from './dsse.js';
import { loadOrCreateSecret, loadSigningKey, loadSigningKeys, loadTrustedKeys } from './key-file.js';

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

describe('the keys of an installation', () => {
  const keys = () => join(folder, 'rotated');
  const statement = {
    _type: 'https://in-toto.io/Statement/v1' as const,
    subject: [],
    predicateType: 'x',
    predicate: {},
  };

  it('lay the public half beside the private one, and keep those of earlier keys after a rotation', async () => {
    const first = new Signer((await loadSigningKeys(keys())).signing);
    expect(await readFile(join(keys(), 'signing-key.pub'), 'utf8')).toBe(first.publicKeyPem());
    await rm(join(keys(), 'signing-key.pem'));
    const { signing, trusted } = await loadSigningKeys(keys());
    const second = new Signer(signing);
    expect(second.keyId).not.toBe(first.keyId);
    expect(await readFile(join(keys(), 'signing-key.pub'), 'utf8')).toBe(second.publicKeyPem());
    const verifier = new Verifier(trusted);
    for (const signer of [first, second]) expect(verifier.verify(signer.sign(statement))).toEqual(statement);
    await rm(join(keys(), 'trusted', `${first.keyId.slice(0, 16)}.pem`));
    const strict = new Verifier((await loadSigningKeys(keys())).trusted);
    expect(() => strict.verify(first.sign(statement))).toThrow(/not trusted/);
  });

  it('refuse a folder of trusted keys that others may write to, and a private key in it', async () => {
    const trusted = join(keys(), 'trusted');
    await writeFile(join(trusted, 'own.pem'), await readFile(join(keys(), 'signing-key.pem')));
    await expect(loadTrustedKeys(trusted)).rejects.toThrow(/private key/);
    await rm(join(trusted, 'own.pem'));
    await chmod(trusted, 0o777);
    await expect(loadTrustedKeys(trusted)).rejects.toThrow(/chmod go-w/);
    await chmod(trusted, 0o700);
  });
});
