import type { Tx } from '#platform/db.js';
import type { Db } from '#platform/db.js';
import type { Queue } from '#platform/queue.js';
import type { Logger } from '#platform/logger.js';
import { failpoint } from '#platform/failpoints.js';
import { Seldom } from '#platform/seldom.js';

/** Writes a doorbell in the caller's transaction: it rings after the commit, or never if the commit never was. */
export async function ring(tx: Tx, topic: string, key: string): Promise<void> {
  await tx.outbox.create({ data: { topic, key } });
}

const BATCH = 100;
const LONGEST_PAUSE_MS = 5_000;

/** Moves committed doorbells to the queue. A bell rung twice is harmless: handlers claim a row before they act. */
export class OutboxRelay {
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private pauseMs: number;
  private readonly fault: Seldom;

  constructor(
    private readonly db: Db,
    private readonly queue: Queue,
    private readonly log: Logger,
    private readonly pollMs = 250,
  ) {
    this.pauseMs = pollMs;
    this.fault = new Seldom(log, 'outbox relay: will try again');
  }

  start(): void {
    const loop = async () => {
      await this.turn();
      if (!this.stopped) this.timer = setTimeout(() => void loop(), this.pauseMs);
    };
    void loop();
  }

  /** One batch, and how long to wait then: not at all behind a full one, ever longer while nobody takes it. */
  private async turn(): Promise<void> {
    try {
      this.pauseMs = (await this.relayOnce()) === BATCH ? 0 : this.pollMs;
      this.fault.over();
    } catch (error) {
      this.pauseMs = Math.min(LONGEST_PAUSE_MS, Math.max(this.pollMs, this.pauseMs * 2));
      this.fault.warn(error);
      await this.remakeStore(error);
    }
  }

  /** The queue holds nothing that is not in the database: a lost store is made again, empty. */
  private async remakeStore(error: unknown): Promise<void> {
    try {
      if (!(await this.queue.remakeIfLost(error))) return;
      this.log.warn('the queue store was gone and is made again');
      this.pauseMs = this.pollMs;
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
