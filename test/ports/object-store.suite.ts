import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { ObjectStorePort, StoredObject } from '#platform/object-store.port.js';

export interface StoreUnderTest {
  store: ObjectStorePort;
  close(): Promise<void>;
}

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const stream = (bytes: Uint8Array, chunk = 64 * 1024) =>
  Readable.from(
    (function* () {
      for (let i = 0; i < bytes.length; i += chunk) yield bytes.subarray(i, i + chunk);
    })(),
  );
const all = async (list: AsyncIterable<StoredObject>) => {
  const found: StoredObject[] = [];
  for await (const object of list) found.push(object);
  return found;
};

/** What every object store does. Run inside a `describe` of the adapter's name. */
export function objectStoreSuite(open: () => Promise<StoreUnderTest>): void {
  let t: StoreUnderTest;
  const shas = async () => (await all(t.store.list())).map((object) => object.sha256).sort();
  beforeAll(async () => {
    t = await open();
  });
  afterAll(() => t.close());

  it('gives back the bytes under their own sha256', async () => {
    const bytes = randomBytes(200_000);
    const put = await t.store.put(stream(bytes));
    expect(put).toEqual({ sha256: sha(bytes), sizeBytes: bytes.length });
    expect(await t.store.has(put.sha256)).toEqual(put);
    expect((await buffer(await t.store.open(put.sha256))).equals(bytes)).toBe(true);
    expect(await all(t.store.list())).toContainEqual(put);
  });

  it('takes the same content again, with and without a promised hash', async () => {
    const bytes = randomBytes(1000);
    const first = await t.store.put(stream(bytes));
    const before = await shas();
    expect(await t.store.put(stream(bytes))).toEqual(first);
    expect(await t.store.put(stream(bytes), { expectSha256: first.sha256 })).toEqual(first);
    expect(await shas()).toEqual(before);
  });

  it('survives 8 racing puts of one content', async () => {
    const bytes = randomBytes(300_000);
    const put = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        t.store.put(stream(bytes), i % 2 ? { expectSha256: sha(bytes) } : {}),
      ),
    );
    expect(new Set(put.map((object) => object.sha256))).toEqual(new Set([sha(bytes)]));
    expect((await buffer(await t.store.open(sha(bytes)))).equals(bytes)).toBe(true);
    expect((await shas()).filter((name) => name === sha(bytes))).toHaveLength(1);
  });

  it('refuses other bytes than promised and keeps none of them', async () => {
    const before = await shas();
    const promised = sha(Buffer.from('good'));
    const put = t.store.put(stream(Buffer.from('evil')), { expectSha256: promised });
    await expect(put).rejects.toMatchObject({ kind: 'invalid', code: 'hash_mismatch' });
    expect(await t.store.has(promised)).toBeNull();
    expect(await shas()).toEqual(before);
  });

  it('refuses other bytes under the hash of an object that is there', async () => {
    const { sha256 } = await t.store.put(stream(Buffer.from('there')));
    const put = t.store.put(stream(Buffer.from('other')), { expectSha256: sha256 });
    await expect(put).rejects.toMatchObject({ code: 'hash_mismatch' });
    expect((await buffer(await t.store.open(sha256))).toString()).toBe('there');
  });

  it('stops at maxBytes and when the source breaks, and keeps nothing', async () => {
    const before = await shas();
    const large = t.store.put(stream(randomBytes(100_000), 1000), { maxBytes: 50_000 });
    await expect(large).rejects.toMatchObject({ code: 'file_too_large', details: { status: 413 } });
    const broken = Readable.from(
      (async function* () {
        yield randomBytes(10_000);
        throw new Error('socket hang up');
      })(),
    );
    await expect(t.store.put(broken)).rejects.toThrow('socket hang up');
    expect(await shas()).toEqual(before);
  });

  it('reads ranges with both ends inclusive', async () => {
    const bytes = Buffer.from('0123456789');
    const { sha256 } = await t.store.put(stream(bytes));
    const read = async (range: { start: number; end?: number }) =>
      (await buffer(await t.store.open(sha256, range))).toString();
    expect(await read({ start: 2, end: 4 })).toBe('234');
    expect(await read({ start: 7 })).toBe('789');
    expect(await read({ start: 8, end: 99 })).toBe('89');
    await expect(read({ start: 10 })).rejects.toMatchObject({ details: { status: 416 } });
  });

  it('holds an empty object', async () => {
    const { sha256, sizeBytes } = await t.store.put(Readable.from([]));
    expect(sizeBytes).toBe(0);
    expect(sha256).toBe(sha(Buffer.alloc(0)));
    expect(await buffer(await t.store.open(sha256))).toHaveLength(0);
  });

  it('holds an object larger than one part of a multipart upload', async () => {
    const bytes = randomBytes(12 * 1024 * 1024 + 17);
    const put = await t.store.put(stream(bytes, 1 << 20), { expectSha256: sha(bytes) });
    expect(put.sizeBytes).toBe(bytes.length);
    expect(sha(await buffer(await t.store.open(put.sha256)))).toBe(put.sha256);
  });

  it('keeps nothing of a large object that is not what was promised, too long, or cut off', async () => {
    const before = await shas();
    const bytes = randomBytes(18 * 1024 * 1024);
    const promised = sha(randomBytes(8));
    const put = (body: Readable, options: { expectSha256?: string; maxBytes?: number }) =>
      t.store.put(body, options);
    const wrong = put(stream(bytes, 1 << 20), { expectSha256: promised });
    await expect(wrong).rejects.toMatchObject({ code: 'hash_mismatch' });
    const long = put(stream(bytes, 1 << 20), { expectSha256: sha(bytes), maxBytes: bytes.length - 1 });
    await expect(long).rejects.toMatchObject({ code: 'file_too_large' });
    const torn = Readable.from(
      (async function* () {
        for (let at = 0; at < 17; at += 1) yield bytes.subarray(at << 20, (at + 1) << 20);
        throw new Error('socket hang up');
      })(),
    );
    await expect(put(torn, { expectSha256: sha(bytes) })).rejects.toThrow('socket hang up');
    expect(await shas()).toEqual(before);
  });

  it('survives racing puts of one large content', async () => {
    const bytes = randomBytes(9 * 1024 * 1024);
    const put = await Promise.all(
      Array.from({ length: 4 }, (_, i) =>
        t.store.put(stream(bytes, 1 << 20), i % 2 ? { expectSha256: sha(bytes) } : {}),
      ),
    );
    expect(put).toEqual(put.map(() => ({ sha256: sha(bytes), sizeBytes: bytes.length })));
    expect(sha(await buffer(await t.store.open(sha(bytes))))).toBe(sha(bytes));
  });

  it('reads the last bytes of a large object, across the border of its parts', async () => {
    const bytes = randomBytes(8 * 1024 * 1024 + 100);
    const { sha256 } = await t.store.put(stream(bytes, 1 << 20));
    const start = 8 * 1024 * 1024 - 50;
    const read = await buffer(await t.store.open(sha256, { start, end: start + 99 }));
    expect(read.equals(bytes.subarray(start, start + 100))).toBe(true);
  });

  it('answers not_found for an unknown hash and for text that is no hash', async () => {
    const unknown = 'ab'.repeat(32);
    expect(await t.store.has(unknown)).toBeNull();
    await expect(t.store.open(unknown)).rejects.toMatchObject({ code: 'object_not_found' });
    await expect(t.store.open('../../etc/passwd')).rejects.toMatchObject({ code: 'object_not_found' });
    await expect(t.store.signedUrl(unknown, { expiresSeconds: 60, filename: 'x' })).rejects.toMatchObject({
      code: 'object_not_found',
    });
  });

  it('forgets a deleted object, twice without a word', async () => {
    const { sha256 } = await t.store.put(stream(Buffer.from('brief')));
    await t.store.delete(sha256);
    await t.store.delete(sha256);
    expect(await t.store.has(sha256)).toBeNull();
  });
}
