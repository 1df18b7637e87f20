import type { Tx } from '#platform/db.js';
import type { Db } from '#platform/db.js';
import type { Queue } from '#platform/queue.js';
import type { Logger } from '#platform/logger.js';
import { failpoint } from '#platform/failpoints.js';

/** Writes a doorbell in the caller's transaction: it rings after the commit, or never if the commit never was. */
export async function ring(tx: Tx, topic: string, key: string): Promise<void> {
  await tx.outbox.create({ data: { topic, key } });
}

const BATCH = 100;

/** Moves committed doorbells to the queue. A bell rung twice is harmless: handlers claim a row before they act. */
export class OutboxRelay {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly db: Db,
    private readonly queue: Queue,
    private readonly log: Logger,
    private readonly pollMs = 250,
  ) {}

  start(): void {
    const loop = async () => {
      let moved = 0;
      try {
        moved = await this.relayOnce();
      } catch (error) {
        this.log.warn({ err: error }, 'outbox relay: will try again');
        await this.remakeStore(error);
      }
      if (!this.stopped) this.timer = setTimeout(() => void loop(), moved === BATCH ? 0 : this.pollMs);
    };
    void loop();
  }

  /** The queue holds nothing that is not in the database: a lost store is made again, empty. */
  private async remakeStore(error: unknown): Promise<void> {
    try {
      if (await this.queue.remakeIfLost(error)) this.log.warn('the queue store was gone and is made again');
    } catch (cause) {
      this.log.warn({ err: cause }, 'the queue store cannot be made again yet');
    }
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  /** Rings up to 100 bells in order and answers how many; rows stay until the queue has taken them. */
  async relayOnce(): Promise<number> {
    const rows = await this.db.client.outbox.findMany({
      where: { rungAt: null },
      orderBy: { id: 'asc' },
      take: BATCH,
    });
    if (rows.length === 0) return 0;
    failpoint('relay.read');
    for (const row of rows) await this.queue.ring(row.topic, row.key);
    failpoint('relay.publish');
    await this.db.client.outbox.deleteMany({ where: { id: { in: rows.map((row) => row.id) } } });
    return rows.length;
  }
}
