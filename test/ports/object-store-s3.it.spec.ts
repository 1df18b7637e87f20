import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import {
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { S3ObjectStore, type S3Settings } from '#adapters/s3/s3.object-store.js';
import { eventually } from '../e2e/wait.js';
import { type S3Server, startMoto, startRclone } from '../support/s3-servers.js';
import { objectStoreSuite } from './object-store.suite.js';

const serversDir = process.env['LUTHIER_TEST_SERVERS_DIR'];
const python = process.env['LUTHIER_TEST_PYTHON'] ?? 'python3';
const real = serversDir ? describe : describe.skip;
const DAY_MS = 24 * 3600_000;
const MIB = 1024 * 1024;
/** rclone says 400 where AWS says 403. */
const REFUSED = [400, 403];

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const keyOf = (sha256: string) => `sha256/${sha256.slice(0, 2)}/${sha256}`;

async function storeOn(server: S3Server, over: Partial<S3Settings> = {}) {
  const spool = await mkdtemp(join(tmpdir(), 'luthier-spool-'));
  const { url: endpoint, bucket, credentials } = server;
  const store = new S3ObjectStore({ endpoint, bucket, credentials, region: 'us-east-1', spool, ...over });
  return { store, spool, close: async () => (store.close(), await rm(spool, { recursive: true })) };
}
type Opened = Awaited<ReturnType<typeof storeOn>>;

/** The bytes of a mebibyte each, and what `after` of them does. */
async function* mebibytes(bytes: Buffer, after = Infinity, act?: () => Promise<void>) {
  for (let at = 0; at * MIB < bytes.length; at += 1) {
    if (at === after) await act?.();
    yield bytes.subarray(at * MIB, (at + 1) * MIB);
  }
}

real('S3 on moto: what it means', () => {
  let server: S3Server;
  let t: Opened;
  beforeAll(async () => {
    server = await startMoto(serversDir!, python);
    t = await storeOn(server);
  }, 120_000);
  afterAll(async () => (await t?.close(), await server?.stop()));

  objectStoreSuite(async () => ({ store: t.store, close: async () => {} }));

  const uploads = async () =>
    (await server.client.send(new ListMultipartUploadsCommand({ Bucket: server.bucket }))).Uploads ?? [];

  it('leaves no upload and no spooled file behind, whatever became of the puts above', async () => {
    expect(await uploads()).toEqual([]);
    expect(await readdir(t.spool)).toEqual([]);
  });

  it.each([1000, 9 * MIB])('never writes over an object that is there (%d bytes)', async (size) => {
    const bytes = randomBytes(size);
    const Key = keyOf(sha(bytes));
    const Metadata = { by: 'the first one' };
    await server.client.send(new PutObjectCommand({ Bucket: server.bucket, Key, Body: bytes, Metadata }));
    const { store, close } = await storeOn(server);
    const has = store.has.bind(store);
    // as in a race: the other's object appears after this one has looked
    store.has = async () => ((store.has = has), null);
    const put = await store.put(Readable.from(mebibytes(bytes)), { expectSha256: sha(bytes) });
    expect(put).toEqual({ sha256: sha(bytes), sizeBytes: size });
    const head = await server.client.send(new HeadObjectCommand({ Bucket: server.bucket, Key }));
    expect(head.Metadata).toEqual(Metadata);
    expect(await uploads()).toEqual([]);
    await close();
  });

  it('sends a checksum with the bytes, which the server keeps', async () => {
    const bytes = randomBytes(1000);
    const { sha256 } = await t.store.put(Readable.from([bytes]));
    const head = await server.client.send(
      new HeadObjectCommand({ Bucket: server.bucket, Key: keyOf(sha256), ChecksumMode: 'ENABLED' }),
    );
    expect(head.ChecksumSHA256).toBe(Buffer.from(sha256, 'hex').toString('base64'));
  });

  it('lists its own objects alone', async () => {
    for (const Key of ['other/file', 'sha256/README', `sha256/ab/${'x'.repeat(64)}`])
      await server.client.send(new PutObjectCommand({ Bucket: server.bucket, Key, Body: 'not ours' }));
    const found = [];
    for await (const { sha256 } of t.store.list()) found.push(sha256);
    expect(found.length).toBeGreaterThan(3);
    for (const name of found) expect(await t.store.has(name)).not.toBeNull();
  });

  // moto says of every upload that it began in 2010; that a young one is spared is asked of rclone, below
  it('sweeps uploads and spooled files that dead processes left', async () => {
    const Key = keyOf('ab'.repeat(32));
    await server.client.send(new CreateMultipartUploadCommand({ Bucket: server.bucket, Key }));
    await writeFile(join(t.spool, 'left'), 'behind');
    expect(await t.store.sweep(Date.now() + DAY_MS + 60_000)).toBe(2);
    expect(await uploads()).toEqual([]);
    expect(await readdir(t.spool)).toEqual([]);
  });

  it('names a bucket that is not there', async () => {
    const { store, close } = await storeOn(server, { bucket: 'nobodys' });
    const refused = { kind: 'unavailable', code: 'object_store_refused' };
    await expect(store.put(Readable.from(['x']))).rejects.toMatchObject(refused);
    await expect(store.open('ab'.repeat(32))).rejects.toMatchObject(refused);
    await expect(store.list()[Symbol.asyncIterator]().next()).rejects.toMatchObject(refused);
    await expect(store.sweep(Date.now())).rejects.toMatchObject(refused);
    await close();
  });
});

real('S3 on rclone: signatures and durability', () => {
  let server: S3Server;
  let t: Opened;
  beforeAll(async () => {
    server = await startRclone(serversDir!);
    t = await storeOn(server);
  }, 120_000);
  afterAll(async () => (await t?.close(), await server?.stop()));

  objectStoreSuite(async () => ({ store: t.store, close: async () => {} }));

  const put = async (words: string) => (await t.store.put(Readable.from([Buffer.from(words)]))).sha256;

  it('hands out links that open one object under its name, until they expire', async () => {
    const sha256 = await put('for the bearer');
    const link = await t.store.signedUrl(sha256, { expiresSeconds: 2, filename: 'größe "1".txt' });
    const answer = await fetch(link);
    expect(await answer.text()).toBe('for the bearer');
    const seen = await eventually(
      async () => (await fetch(link)).status,
      (status) => status !== 200,
      30,
    );
    expect(REFUSED).toContain(seen);
  }, 60_000);

  it('spares uploads and spooled files that are younger than a day', async () => {
    const Key = keyOf('ab'.repeat(32));
    const { UploadId } = await server.client.send(
      new CreateMultipartUploadCommand({ Bucket: server.bucket, Key }),
    );
    await writeFile(join(t.spool, 'living'), '');
    expect(await t.store.sweep(Date.now())).toBe(0);
    const part = { Bucket: server.bucket, Key, UploadId, PartNumber: 1, Body: 'still taken' };
    expect((await server.client.send(new UploadPartCommand(part))).ETag).toBeTruthy();
    expect(await readdir(t.spool)).toEqual(['living']);
    expect(await t.store.sweep(Date.now() + DAY_MS + 60_000)).toBe(2);
    await expect(server.client.send(new UploadPartCommand(part))).rejects.toThrow();
  });

  it('hands out links that open nothing else', async () => {
    const [mine, other] = [await put('mine'), await put('other')];
    const link = await t.store.signedUrl(mine, { expiresSeconds: 60, filename: 'x' });
    const altered = [
      link.replace(keyOf(mine), keyOf(other)),
      link.replace(/X-Amz-Signature=.{8}/, 'X-Amz-Signature=00000000'),
      link.replace('X-Amz-Expires=60', 'X-Amz-Expires=6000'),
      link.split('?')[0]!,
    ];
    for (const url of altered) {
      expect(url).not.toBe(link);
      expect(REFUSED).toContain((await fetch(url)).status);
    }
  });

  it('says that the store refuses a wrong secret', async () => {
    const credentials = { ...server.credentials, secretAccessKey: 'wrong' };
    const { store, close } = await storeOn(server, { credentials });
    const refused = { code: 'object_store_refused', details: { headers: { 'retry-after': '10' } } };
    await expect(store.put(Readable.from(['x']))).rejects.toMatchObject(refused);
    await expect(store.has('ab'.repeat(32))).rejects.toMatchObject(refused);
    await close();
  });

  it('finds its objects again after the server was killed', async () => {
    const bytes = randomBytes(9 * MIB);
    const { sha256 } = await t.store.put(Readable.from(mebibytes(bytes)));
    await server.kill();
    await server.start();
    expect(sha(await buffer(await t.store.open(sha256)))).toBe(sha256);
  });

  it('has nothing of an object whose server died in the middle of it', async () => {
    const bytes = randomBytes(26 * MIB);
    const body = Readable.from(mebibytes(bytes, 20, () => server.kill()));
    const down = { kind: 'unavailable', code: 'object_store_unavailable' };
    await expect(t.store.put(body, { expectSha256: sha(bytes) })).rejects.toMatchObject(down);
    await server.start();
    expect(await t.store.has(sha(bytes))).toBeNull();
    await t.store.put(Readable.from(mebibytes(bytes)), { expectSha256: sha(bytes) });
    expect(await t.store.has(sha(bytes))).toEqual({ sha256: sha(bytes), sizeBytes: bytes.length });
  }, 60_000);

  it('says from every method that the server is down, with a time to come back', async () => {
    const sha256 = await put('there');
    await server.kill();
    const down = {
      kind: 'unavailable',
      code: 'object_store_unavailable',
      details: { headers: { 'retry-after': '10' } },
    };
    const calls: Record<string, () => Promise<unknown>> = {
      put: () => t.store.put(Readable.from(['new'])),
      promised: () => t.store.put(Readable.from(['new']), { expectSha256: 'ab'.repeat(32) }),
      has: () => t.store.has(sha256),
      open: () => t.store.open(sha256),
      signedUrl: () => t.store.signedUrl(sha256, { expiresSeconds: 60, filename: 'x' }),
      delete: () => t.store.delete(sha256),
      list: () => t.store.list()[Symbol.asyncIterator]().next(),
      sweep: () => t.store.sweep(Date.now()),
    };
    for (const [name, call] of Object.entries(calls)) {
      const error: unknown = await call().catch((thrown: unknown) => thrown);
      expect({ name, error }).toMatchObject({ name, error: down });
    }
    await server.start();
    expect(await text(await t.store.open(sha256))).toBe('there');
  }, 120_000);
});
