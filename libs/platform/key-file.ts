import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { keyIdOf } from '#kernel/dsse.js';

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
  return p256(createPrivateKey(pem), path);
}

function p256(key: KeyObject, path: string): KeyObject {
  if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  throw new Error(`${path} holds no ECDSA P-256 key`);
}

/**
 * The private key in `folder`, with its public half beside it for whoever checks a record, and among the trusted ones. The
 * halves of earlier keys stay in `trusted/`, so that what they signed verifies; to trust one no more, remove its file.
 */
export async function loadSigningKeys(folder: string): Promise<{ signing: KeyObject; trusted: KeyObject[] }> {
  const signing = await loadSigningKey(join(folder, 'signing-key.pem'));
  const publicKey = createPublicKey(signing);
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
  await mkdir(join(folder, 'trusted'), { recursive: true, mode: 0o700 });
  await writePublic(join(folder, 'signing-key.pub'), pem);
  await writePublic(join(folder, 'trusted', `${keyIdOf(publicKey).slice(0, 16)}.pem`), pem);
  return { signing, trusted: await loadTrustedKeys(join(folder, 'trusted')) };
}

/** The public keys of `*.pem` in a folder that nobody else may write to: who adds a key there decides what is true. */
export async function loadTrustedKeys(folder: string): Promise<KeyObject[]> {
  await refuseForeignWriters(folder);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.pem')).sort();
  const keys: KeyObject[] = [];
  for (const name of names) {
    const path = join(folder, name);
    await refuseForeignWriters(path);
    const pem = await readFile(path, 'utf8');
    if (pem.includes('PRIVATE')) throw new Error(`${path} holds a private key: put its public half there`);
    keys.push(p256(createPublicKey(pem), path));
  }
  return keys;
}

async function refuseForeignWriters(path: string): Promise<void> {
  const { mode, uid } = await stat(path);
  if (mode & 0o022) throw new Error(`${path} can be changed by other users: chmod go-w it`);
  refuseForeignOwner(path, uid);
}

/** Root may use a folder that is mounted from a user's; anyone else trusts only himself and root. */
function refuseForeignOwner(path: string, uid: number): void {
  const me = process.getuid?.() ?? uid;
  if (me !== 0 && uid !== me && uid !== 0)
    throw new Error(`${path} belongs to the user ${uid}, not to the one that runs this (${me}): chown it`);
}

async function writePublic(path: string, pem: string): Promise<void> {
  if ((await readFile(path, 'utf8').catch(() => null)) === pem) return;
  const fresh = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  const file = await open(fresh, 'wx', 0o644);
  await file.writeFile(pem);
  await file.sync();
  await file.close();
  await rename(fresh, path);
  await syncFolder(dirname(path));
}

async function readSecret(path: string): Promise<Buffer | null> {
  const file = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return null;
    throw cause;
  });
  if (!file) return null;
  try {
    const { mode, uid } = await file.stat();
    refuseForeignOwner(path, uid);
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
