import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import type { Config } from '#platform/config.js';
import { Db } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import { OBJECT_STORE, type ObjectStorePort, type StoredObject } from '#platform/object-store.port.js';
import { CLOCK, CONFIG } from '#platform/tokens.js';
import { ObjectMarksRepository } from './object-marks.repository.js';
import { type Amount, NOTHING, plus } from './retention.js';

/** So many are held against the rows in one transaction. */
const BATCH = 2000;
/** A deletion takes moments; one that is older belongs to a worker that has ended. */
const HALF_DELETED_MS = 600_000;

/**
 * Deletes what no row needs from the store: an object is condemned when a sweep finds it so, and deleted when it has been so for the
 * whole grace. In between any put of the same bytes takes the mark away (platform/marked-object-store.ts), so a row that is written
 * within the grace of its put never points to nothing.
 */
@Injectable()
export class ObjectSweep {
  readonly graceDays: number;

  constructor(
    private readonly db: Db,
    private readonly rows: ObjectMarksRepository,
    @Inject(OBJECT_STORE) private readonly store: ObjectStorePort,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) config: Pick<Config, 'LUTHIER_UNNEEDED_OBJECT_DAYS'>,
  ) {
    this.graceDays = config.LUTHIER_UNNEEDED_OBJECT_DAYS;
  }

  /** Safe to be killed anywhere and to run beside another. With a grace of 0 days it only marks. */
  async run(): Promise<{ condemned: number; deleted: Amount }> {
    const condemned = await this.mark();
    return { condemned, deleted: this.graceDays === 0 ? NOTHING : await this.delete() };
  }

  /** What is marked, of the whole installation. */
  waiting(): Promise<Amount> {
    return this.db.tx(systemCtx(), (tx) => this.rows.waiting(tx));
  }

  async unneeded(ctx: Ctx, sha256s: readonly string[]): Promise<Set<string>> {
    return new Set(await this.db.tx(ctx, (tx) => this.rows.unneeded(tx, sha256s)));
  }

  private async mark(): Promise<number> {
    let condemned = 0;
    let batch: StoredObject[] = [];
    const hold = async () => {
      condemned += await this.markBatch(batch);
      batch = [];
    };
    for await (const object of this.store.list()) {
      batch.push(object);
      if (batch.length === BATCH) await hold();
    }
    await hold();
    failpoint('gc.marked');
    return condemned;
  }

  private markBatch(batch: readonly StoredObject[]): Promise<number> {
    return this.db.tx(systemCtx(), async (tx) => {
      const sha256s = batch.map(({ sha256 }) => sha256);
      const unneeded = new Set(await this.rows.unneeded(tx, sha256s));
      await this.rows.absolve(
        tx,
        sha256s.filter((sha256) => !unneeded.has(sha256)),
      );
      const found = batch.filter(({ sha256 }) => unneeded.has(sha256));
      return this.rows.condemn(tx, found, this.clock.now());
    });
  }

  private async delete(): Promise<Amount> {
    const now = this.clock.now();
    const before = new Date(now.getTime() - this.graceDays * 86_400_000);
    const halfBefore = new Date(now.getTime() - HALF_DELETED_MS);
    let deleted = NOTHING;
    for (const object of await this.tx((tx) => this.rows.halfDeleted(tx, halfBefore)))
      deleted = plus(deleted, await this.finish(object));
    for (const sha256 of await this.tx((tx) => this.rows.condemned(tx, before, BATCH))) {
      const object = await this.tx((tx) => this.rows.beginDelete(tx, sha256, before, this.clock.now()));
      if (!object) continue;
      failpoint('gc.deleting');
      deleted = plus(deleted, await this.finish(object));
    }
    return deleted;
  }

  private async finish({ sha256, sizeBytes }: StoredObject): Promise<number> {
    await this.store.delete(sha256);
    failpoint('gc.deleted');
    await this.tx((tx) => this.rows.endDelete(tx, sha256, this.clock.now()));
    return sizeBytes;
  }

  private tx<T>(work: Parameters<typeof this.db.tx<T>>[1]): Promise<T> {
    return this.db.tx(systemCtx(), work);
  }
}
