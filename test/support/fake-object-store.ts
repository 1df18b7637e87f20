import type { Readable } from 'node:stream';
import { Readable as Stream } from 'node:stream';
import { hashed, objectNotFound, type PutOptions, rangeRefused, SHA256 } from '#platform/object-bytes.js';
import type { ObjectStorePort, StoredObject } from '#platform/object-store.port.js';

/** An object store in memory; test/ports holds it to the same suite as the real ones. */
export class FakeObjectStore implements ObjectStorePort {
  readonly objects = new Map<string, Buffer>();
  /** Every object whose bytes were sent, in order; a repeated put of a known hash is not among them. */
  readonly written: string[] = [];

  async put(body: Readable, options: PutOptions = {}): Promise<StoredObject> {
    const chunks: Buffer[] = [];
    try {
      const object = await hashed(body, options, async (chunk) => void chunks.push(chunk));
      if (!this.objects.has(object.sha256)) {
        this.objects.set(object.sha256, Buffer.concat(chunks));
        this.written.push(object.sha256);
      }
      return object;
    } finally {
      body.destroy();
    }
  }

  async has(sha256: string): Promise<StoredObject | null> {
    if (!SHA256.test(sha256)) throw objectNotFound(sha256);
    const bytes = this.objects.get(sha256);
    return bytes ? { sha256, sizeBytes: bytes.length } : null;
  }

  async open(sha256: string, range?: { start: number; end?: number }): Promise<Readable> {
    const bytes = this.objects.get(sha256);
    if (!bytes) throw objectNotFound(sha256);
    if (range && range.start >= bytes.length && bytes.length + range.start > 0)
      throw rangeRefused(bytes.length);
    const end = range?.end === undefined ? bytes.length : range.end + 1;
    return Stream.from([bytes.subarray(range?.start ?? 0, end)]);
  }

  async signedUrl(sha256: string, options: { expiresSeconds: number; filename: string }): Promise<string> {
    if (!this.objects.has(sha256)) throw objectNotFound(sha256);
    return `memory:${sha256}?filename=${encodeURIComponent(options.filename)}`;
  }

  async delete(sha256: string): Promise<void> {
    this.objects.delete(sha256);
  }

  async *list(): AsyncIterable<StoredObject> {
    for (const [sha256, bytes] of this.objects) yield { sha256, sizeBytes: bytes.length };
  }

  async sweep(): Promise<number> {
    return 0;
  }
}
