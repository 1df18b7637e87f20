import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { AppError, unavailable } from '#kernel/errors.js';
import { failpoint } from '#platform/failpoints.js';
import { hashed, objectNotFound, type PutOptions, rangeRefused, SHA256 } from '#platform/object-bytes.js';
import type { ObjectStorePort, StoredObject } from '#platform/object-store.port.js';

export interface S3Settings {
  /** Unset: AWS itself. */
  endpoint?: string;
  bucket: string;
  region: string;
  /** Unset: the AWS credential chain. */
  credentials?: { accessKeyId: string; secretAccessKey: string };
  /** Where bodies wait whose hash is not known beforehand: S3 cannot rename. */
  spool: string;
}

const PART_BYTES = 8 * 1024 * 1024;
const PREFIX = 'sha256/';

/** Objects under `sha256/ab/<sha256>` of one bucket: conditional writes, a checksum on every part, ranges, presigned links. */
export class S3ObjectStore implements ObjectStorePort {
  private readonly client: S3Client;

  constructor(private readonly settings: S3Settings) {
    const { endpoint, region, credentials } = settings;
    // Path style: a bucket name as a host name resolves on AWS alone.
    this.client = new S3Client({
      endpoint,
      region,
      credentials,
      forcePathStyle: endpoint !== undefined,
      maxAttempts: 4,
    });
  }

  async put(body: Readable, options: PutOptions = {}): Promise<StoredObject> {
    try {
      const { expectSha256 } = options;
      if (!expectSha256) return await this.spooled(body, options);
      if (await this.has(expectSha256)) return await hashed(body, options);
      return await this.upload(body, { ...options, expectSha256 });
    } catch (error) {
      throw refusal(error);
    } finally {
      body.destroy();
    }
  }

  private async spooled(body: Readable, options: PutOptions): Promise<StoredObject> {
    await mkdir(this.settings.spool, { recursive: true, mode: 0o700 });
    const path = join(this.settings.spool, randomUUID());
    try {
      const seen: StoredObject[] = [];
      await pipeline(passing(body, options, seen), createWriteStream(path, { mode: 0o600 }));
      const { sha256 } = seen[0]!;
      return (
        (await this.has(sha256)) ?? (await this.upload(createReadStream(path), { expectSha256: sha256 }))
      );
    } finally {
      await rm(path, { force: true });
    }
  }

  /** The upload is completed only if the stream ends without a word, so a wrong hash at its end leaves no object. */
  private async upload(
    body: Readable,
    options: PutOptions & { expectSha256: string },
  ): Promise<StoredObject> {
    const seen: StoredObject[] = [];
    const upload = new Upload({
      client: this.client,
      partSize: PART_BYTES,
      queueSize: 2,
      params: {
        Bucket: this.settings.bucket,
        Key: keyOf(options.expectSha256),
        Body: Readable.from(passing(body, options, seen)),
        ContentType: 'application/octet-stream',
        ChecksumAlgorithm: 'SHA256',
        IfNoneMatch: '*',
      },
    });
    upload.on('httpUploadProgress', () => failpoint('object.part'));
    try {
      await upload.done();
      failpoint('object.complete');
    } catch (error) {
      // Someone else has put the same content first: the key is its hash, so the object is ours too.
      if (!isConflict(error) || !(await this.has(options.expectSha256))) throw error;
      return { sha256: options.expectSha256, sizeBytes: (await this.has(options.expectSha256))!.sizeBytes };
    }
    return seen[0]!;
  }

  async has(sha256: string): Promise<StoredObject | null> {
    try {
      const head = await this.client.send(
        new HeadObjectCommand({ Bucket: this.settings.bucket, Key: keyOf(sha256) }),
      );
      return { sha256, sizeBytes: head.ContentLength ?? 0 };
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw refusal(error);
    }
  }

  async open(sha256: string, range?: { start: number; end?: number }): Promise<Readable> {
    try {
      const answer = await this.client.send(
        new GetObjectCommand({
          Bucket: this.settings.bucket,
          Key: keyOf(sha256),
          ...(range ? { Range: `bytes=${range.start}-${range.end ?? ''}` } : {}),
        }),
      );
      return answer.Body as Readable;
    } catch (error) {
      if (statusOf(error) === 404) throw objectNotFound(sha256);
      if (statusOf(error) === 416) throw rangeRefused((await this.has(sha256))?.sizeBytes ?? 0);
      throw refusal(error);
    }
  }

  async signedUrl(
    sha256: string,
    { expiresSeconds, filename }: { expiresSeconds: number; filename: string },
  ): Promise<string> {
    if (!(await this.has(sha256))) throw objectNotFound(sha256);
    const command = new GetObjectCommand({
      Bucket: this.settings.bucket,
      Key: keyOf(sha256),
      ResponseContentDisposition: `attachment; filename*=UTF-8''${encodeURIComponent(filename)}`,
      ResponseContentType: 'application/octet-stream',
    });
    return getSignedUrl(this.client, command, { expiresIn: expiresSeconds });
  }

  async delete(sha256: string): Promise<void> {
    await this.client.send(new DeleteObjectCommand({ Bucket: this.settings.bucket, Key: keyOf(sha256) }));
    failpoint('gc.delete');
  }

  async *list(): AsyncIterable<StoredObject> {
    const pages = paginateListObjectsV2(
      { client: this.client },
      { Bucket: this.settings.bucket, Prefix: PREFIX },
    );
    for await (const page of pages) {
      for (const { Key, Size } of page.Contents ?? []) {
        const sha256 = Key?.split('/').at(-1) ?? '';
        if (SHA256.test(sha256)) yield { sha256, sizeBytes: Size ?? 0 };
      }
    }
  }

  /** Aborts multipart uploads that a killed process left; they cost storage and never end by themselves. */
  async sweep(nowMs: number, olderThanMs = 24 * 3600_000): Promise<number> {
    const { bucket: Bucket } = this.settings;
    let removed = 0;
    for (let next: { KeyMarker?: string; UploadIdMarker?: string } | null = {}; next;) {
      const page: ListMultipartUploadsCommandOutput = await this.client.send(
        new ListMultipartUploadsCommand({ Bucket, Prefix: PREFIX, ...next }),
      );
      for (const { Key, UploadId, Initiated } of page.Uploads ?? []) {
        if (nowMs - (Initiated?.getTime() ?? nowMs) < olderThanMs) continue;
        await this.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
        removed += 1;
      }
      next = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
        : null;
    }
    return removed;
  }

  close(): void {
    this.client.destroy();
  }
}

/** The bytes of `body`, hashed on the way; breaks at the end when the hash is not the promised one. */
async function* passing(body: Readable, options: PutOptions, seen: StoredObject[]): AsyncGenerator<Buffer> {
  const queue: Buffer[] = [];
  let wake = () => {};
  let room = () => {};
  const state: { ended: boolean; error?: Error } = { ended: false };
  const reading = hashed(body, options, async (chunk) => {
    queue.push(chunk);
    wake();
    if (queue.length > 4) await new Promise<void>((resume) => (room = resume));
  }).then(
    (object) => void seen.push(object),
    (error: Error) => void (state.error = error),
  );
  void reading.then(() => ((state.ended = true), wake()));
  for (;;) {
    const chunk = queue.shift();
    room();
    if (chunk) yield chunk;
    else if (state.ended) break;
    else await new Promise<void>((resume) => (wake = resume));
  }
  if (state.error) throw state.error;
}

function keyOf(sha256: string): string {
  if (!SHA256.test(sha256)) throw objectNotFound(sha256);
  return `${PREFIX}${sha256.slice(0, 2)}/${sha256}`;
}

const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } } | null)?.$metadata?.httpStatusCode;
/** 412 is If-None-Match refused, 409 two uploads completing at once. */
const isConflict = (error: unknown): boolean => statusOf(error) === 412 || statusOf(error) === 409;

const DOWN = /ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|TimeoutError|SlowDown|ServiceUnavailable/;
function refusal(error: unknown): Error {
  if (!(error instanceof Error) || error instanceof AppError) return error as Error;
  const { name, message } = error;
  const { code } = error as { code?: string };
  if (code === 'ENOSPC')
    return unavailable('disk_full', 'The disk of the upload spool is full; free space, then try again.');
  if (!DOWN.test(`${name} ${code ?? ''} ${message}`) && (statusOf(error) ?? 0) < 500) return error;
  const down = unavailable('object_store_unavailable', 'The object store cannot be reached; try again.', {
    headers: { 'retry-after': '10' },
  });
  down.cause = error;
  return down;
}
