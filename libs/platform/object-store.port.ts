import type { Readable } from 'node:stream';

/**
 * Content-addressed bytes. Keys are made by us (`sha256/ab/abcd…`), never from user text. A store that does not answer is
 * an AppError `unavailable/object_store_unavailable` with Retry-After, from every method.
 */
export interface ObjectStorePort {
  /**
   * Streams to the store, hashing on the way; the object becomes visible whole or not at all, under the key of its
   * own sha256. Putting the same content again is a no-op. `expectSha256` refuses other bytes (AppError hash_mismatch).
   * A full disk is an AppError `unavailable/disk_full`; nothing is left behind.
   */
  put(body: Readable, options?: { expectSha256?: string; maxBytes?: number }): Promise<StoredObject>;
  has(sha256: string): Promise<StoredObject | null>;
  /** Bytes [start, end] inclusive, whole object by default. Throws not_found `object_not_found`. */
  open(sha256: string, range?: { start: number; end?: number }): Promise<Readable>;
  /** A URL that answers the bytes without a key until it expires. */
  signedUrl(sha256: string, options: { expiresSeconds: number; filename: string }): Promise<string>;
  delete(sha256: string): Promise<void>;
  list(): AsyncIterable<StoredObject>;
  /** Removes what uploads killed half-way have left, once it is older than a day; answers how many. Never an object. */
  sweep(nowMs: number, olderThanMs?: number): Promise<number>;
  /** A read-only file of this machine with the object's bytes, where the store keeps such: for a copy-on-write copy. */
  localPath?(sha256: string): string;
}

export interface StoredObject {
  sha256: string;
  sizeBytes: number;
}

/** DI token of the chosen adapter. */
export const OBJECT_STORE = 'OBJECT_STORE';
