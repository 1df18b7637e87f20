import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * The secret in `path`, made by `make` on first use: mode 0600, durable before it is used, and the same for every process
 * that asks at once. Throws on any file that other users may read: such a key is no secret.
 */
export async function loadOrCreateSecret(path: string, make: () => Uint8Array): Promise<Buffer> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  const known = await readSecret(path);
  if (known) return known;
  try {
    const file = await open(fresh, 'wx', 0o600);
    await file.writeFile(make());
    await file.sync();
    await file.close();
    // link, unlike rename, keeps the key of a process that was faster.
    await link(fresh, path).catch((cause: NodeJS.ErrnoException) => {
      if (cause.code !== 'EEXIST') throw cause;
    });
    await syncFolder(dirname(path));
  } finally {
    await rm(fresh, { force: true });
  }
  const made = await readSecret(path);
  if (!made) throw new Error(`the key file ${path} vanished`);
  return made;
}

/** An ECDSA P-256 private key in PKCS#8 PEM; P-256 because the public model-signing tools take it. */
export async function loadSigningKey(path: string): Promise<KeyObject> {
  const pem = await loadOrCreateSecret(path, () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return Buffer.from(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  });
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1')
    throw new Error(`${path} holds no ECDSA P-256 key`);
  return key;
}

async function readSecret(path: string): Promise<Buffer | null> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  if (!file) return null;
  try {
    const { mode } = await file.stat();
    if (mode & 0o077) throw new Error(`${path} can be read by other users: chmod 600 it, or make a new key`);
    return await readFile(file);
  } finally {
    await file.close();
  }
}

/** Makes a rename or link in `folder` survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
