import { setTimeout as sleep } from 'node:timers/promises';
import type { Readable } from 'node:stream';
import { unavailable } from '#kernel/errors.js';
import type { Db } from './db.js';
import type { PutOptions } from './object-bytes.js';
import type { ObjectStorePort, StoredObject } from './object-store.port.js';

/** How long a put waits for a deletion in the same moment. */
const PATIENCE = { times: 30, pauseMs: 100 };

/**
 * A store whose unneeded objects are deleted meanwhile. A put of what is there already sends no bytes: it must take the mark of the
 * sweep away before its caller's row counts on them, or be refused and repeated when the bytes have just gone.
 */
export class MarkedObjectStore implements ObjectStorePort {
  readonly localPath?: (sha256: string) => string;

  constructor(
    private readonly inner: ObjectStorePort,
    private readonly db: Db,
    private readonly patience = PATIENCE,
  ) {
    if (inner.localPath) this.localPath = (sha256) => inner.localPath!(sha256);
  }

  /** Throws unavailable `object_being_deleted` in the moment between a deletion and its end; the same put succeeds then. */
  async put(body: Readable, options?: PutOptions): Promise<StoredObject> {
    const object = await this.inner.put(body, options);
    await this.unmark(object.sha256);
    return object;
  }

  private async unmark(sha256: string): Promise<void> {
    const marks = this.db.client.objectMark;
    for (let waits = 0; waits < this.patience.times; waits += 1) {
      const mark = await marks.findUnique({ where: { sha256 }, select: { state: true } });
      if (!mark) return;
      if (mark.state === 'deleted' && !(await this.inner.has(sha256))) break;
      if (mark.state !== 'deleting') {
        const { count } = await marks.deleteMany({ where: { sha256, state: mark.state } });
        if (count === 1) return;
      }
      await sleep(this.patience.pauseMs);
    }
    throw unavailable(
      'object_being_deleted',
      'The same bytes were kept here before and are just being deleted; send them again.',
      { headers: { 'retry-after': '5' } },
    );
  }

  has(sha256: string) {
    return this.inner.has(sha256);
  }
  open(sha256: string, range?: { start: number; end?: number }) {
    return this.inner.open(sha256, range);
  }
  signedUrl(sha256: string, options: { expiresSeconds: number; filename: string }) {
    return this.inner.signedUrl(sha256, options);
  }
  delete(sha256: string) {
    return this.inner.delete(sha256);
  }
  list() {
    return this.inner.list();
  }
  sweep(nowMs: number, olderThanMs?: number) {
    return this.inner.sweep(nowMs, olderThanMs);
  }
}
