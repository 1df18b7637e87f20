import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { invalid, notFound } from '#kernel/errors.js';
import type { StoredObject } from '#platform/object-store.port.js';

export const SHA256 = /^[0-9a-f]{64}$/;

export interface PutOptions {
  expectSha256?: string;
  maxBytes?: number;
}

/** The bytes of `body`, hashed on the way; `seen` is told at the end. Throws file_too_large, or hash_mismatch after the last. */
export async function* hashing(
  body: AsyncIterable<unknown>,
  { expectSha256, maxBytes = Infinity }: PutOptions,
  seen: (object: StoredObject) => void,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of body) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
    sizeBytes += bytes.length;
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
    hash.update(bytes);
    yield bytes;
  }
  const sha256 = hash.digest('hex');
  if (expectSha256 && expectSha256 !== sha256) {
    throw invalid('hash_mismatch', `The bytes have sha256 ${sha256}, but ${expectSha256} was promised.`);
  }
  seen({ sha256, sizeBytes });
}

/** Reads `body` to its end through `sink`; throws as `hashing` does. */
export async function hashed(
  body: Readable,
  options: PutOptions,
  sink?: (chunk: Buffer) => Promise<void>,
): Promise<StoredObject> {
  let object: StoredObject | undefined;
  for await (const bytes of hashing(body, options, (seen) => (object = seen))) await sink?.(bytes);
  return object!;
}

export const objectNotFound = (sha256: string) =>
  notFound('object_not_found', `No object '${sha256.slice(0, 64)}' in the store.`);
export const rangeRefused = (size: number) =>
  invalid('range_not_satisfiable', `The object has ${size} bytes; the range starts behind them.`, {
    status: 416,
    headers: { 'content-range': `bytes */${size}` },
  });
const tooLarge = (maxBytes: number) =>
  invalid('file_too_large', `More than the allowed ${maxBytes} bytes were sent.`, { status: 413 });
