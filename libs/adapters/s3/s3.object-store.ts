import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { failpoint } from '#platform/failpoints.js';
import {
  hashed,
  hashing,
  objectNotFound,
  type PutOptions,
  rangeRefused,
  SHA256,
} from '#platform/object-bytes.js';
import type { ObjectStorePort, StoredObject } from '#platform/object-store.port.js';
import { removeOld } from '../filesystem/remove-old.js';
import { isConflict, s3Error, statusOf } from './s3-error.js';
import { staleUploads } from './stale-uploads.js';

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
const MOST_PARTS = 10_000;
const PREFIX = 'sha256/';
const STALE_MS = 24 * 3600_000;

/** Objects under `sha256/ab/<sha256>` of one bucket: conditional writes, a checksum on every part, ranges, presigned links. */
export class S3ObjectStore implements ObjectStorePort {
  private readonly client: S3Client;

  constructor(private readonly settings: S3Settings) {
    const { endpoint, region, credentials } = settings;
    this.client = new S3Client({
      endpoint,
      region,
      credentials,
      // Path style: a bucket name as a host name resolves on AWS alone.
      forcePathStyle: endpoint !== undefined,
      maxAttempts: 3,
      // The key is the sha256 that readers hold the bytes against; rclone sends the whole object's CRC with a range.
      responseChecksumValidation: 'WHEN_REQUIRED',
      // Without these a server that accepts and says nothing holds a request for ever. The last is of silence, not in all.
      requestHandler: { connectionTimeout: 5_000, socketTimeout: 60_000 },
    });
  }

  async put(body: Readable, options: PutOptions = {}): Promise<StoredObject> {
    try {
      const { expectSha256 } = options;
      if (!expectSha256) return await this.spooled(body, options);
      if (await this.has(expectSha256)) return await hashed(body, options);
      return await this.upload(body, { ...options, expectSha256 });
    } catch (error) {
      throw s3Error(error);
    } finally {
      body.destroy();
    }
  }

  private async spooled(body: Readable, options: PutOptions): Promise<StoredObject> {
    await mkdir(this.settings.spool, { recursive: true, mode: 0o700 });
    const path = join(this.settings.spool, randomUUID());
    let object: StoredObject | undefined;
    // Opened before anything is read: a stream that opens its file itself may do so after the `rm` of a body that broke.
    const file = await open(path, 'wx', 0o600);
    try {
      await pipeline(
        hashing(body, options, (seen) => (object = seen)),
        file.createWriteStream(),
      );
      const { sha256, sizeBytes } = object!;
      if (await this.has(sha256)) return object!;
      return await this.upload(createReadStream(path), { expectSha256: sha256, maxBytes: sizeBytes });
    } finally {
      await rm(path, { force: true });
    }
  }

  /** The upload is completed only if the stream ends without a word, so a wrong hash at its end leaves no object. */
  private async upload(
    body: Readable,
    options: PutOptions & { expectSha256: string },
  ): Promise<StoredObject> {
    const { expectSha256, maxBytes = 0 } = options;
    let object: StoredObject | undefined;
    const bytes = hashing(body, options, (seen) => (object = seen));
    const upload = new Upload({
      client: this.client,
      partSize: Math.max(PART_BYTES, Math.ceil(maxBytes / MOST_PARTS)),
      queueSize: 2,
      params: {
        Bucket: this.settings.bucket,
        Key: keyOf(expectSha256),
        Body: Readable.from(bytes, { highWaterMark: 1 }),
        ContentType: 'application/octet-stream',
        ChecksumAlgorithm: 'SHA256',
        IfNoneMatch: '*',
      },
    });
    upload.on('httpUploadProgress', () => failpoint('object.part'));
    try {
      await upload.done();
      failpoint('object.complete');
      return object!;
    } catch (error) {
      // Someone else has put the same content first: the key is its hash, so the object is ours too.
      const theirs = isConflict(error) ? await this.has(expectSha256) : null;
      if (!theirs) throw error;
      return theirs;
    }
  }

  async has(sha256: string): Promise<StoredObject | null> {
    const command = new HeadObjectCommand({ Bucket: this.settings.bucket, Key: keyOf(sha256) });
    try {
      const { ContentLength = 0 } = await this.client.send(command);
      return { sha256, sizeBytes: ContentLength };
    } catch (error) {
      if (statusOf(error) === 404) return null;
      throw s3Error(error);
    }
  }

  async open(sha256: string, range?: { start: number; end?: number }): Promise<Readable> {
    const Range = range && `bytes=${range.start}-${range.end ?? ''}`;
    const command = new GetObjectCommand({ Bucket: this.settings.bucket, Key: keyOf(sha256), Range });
    try {
      return (await this.client.send(command)).Body as Readable;
    } catch (error) {
      if (statusOf(error) === 416) throw rangeRefused((await this.has(sha256))?.sizeBytes ?? 0);
      if (statusOf(error) === 404 && (error as Error).name !== 'NoSuchBucket') throw objectNotFound(sha256);
      throw s3Error(error);
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
    const command = new DeleteObjectCommand({ Bucket: this.settings.bucket, Key: keyOf(sha256) });
    await this.client.send(command).catch((error: unknown) => {
      throw s3Error(error);
    });
    failpoint('gc.delete');
  }

  async *list(): AsyncIterable<StoredObject> {
    const where = { Bucket: this.settings.bucket, Prefix: PREFIX };
    try {
      for await (const page of paginateListObjectsV2({ client: this.client }, where)) {
        for (const { Key, Size } of page.Contents ?? []) {
          const sha256 = Key?.split('/').at(-1) ?? '';
          if (SHA256.test(sha256)) yield { sha256, sizeBytes: Size ?? 0 };
        }
      }
    } catch (error) {
      throw s3Error(error);
    }
  }

  /** Multipart uploads that a killed process left cost storage and never end by themselves; spooled files neither. */
  async sweep(nowMs: number, olderThanMs = STALE_MS): Promise<number> {
    const { bucket: Bucket, spool } = this.settings;
    let removed = await removeOld(spool, nowMs - olderThanMs);
    try {
      for await (const upload of staleUploads(this.client, { Bucket, Prefix: PREFIX }, nowMs - olderThanMs)) {
        removed += await this.abort({ Bucket, ...upload });
      }
    } catch (error) {
      throw s3Error(error);
    }
    return removed;
  }

  private async abort(upload: { Bucket: string; Key: string; UploadId: string }): Promise<number> {
    try {
      await this.client.send(new AbortMultipartUploadCommand(upload));
      return 1;
    } catch (error) {
      if (statusOf(error) === 404) return 0; // ended meanwhile
      throw error;
    }
  }

  close(): void {
    this.client.destroy();
  }
}

function keyOf(sha256: string): string {
  if (!SHA256.test(sha256)) throw objectNotFound(sha256);
  return `${PREFIX}${sha256.slice(0, 2)}/${sha256}`;
}
