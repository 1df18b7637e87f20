import type { Queue as BullQueue } from 'bullmq';

export const DOORBELL = 'doorbell';

/** PostgreSQL's words for a missing schema, table and function. */
const LOST: unknown[] = ['3F000', '42P01', '42883'];

export interface Bell {
  topic: string;
  id: string;
}

/** The doorbell: carries an id, never the truth. Losing the whole store loses nothing, the sweep finds the rows. */
export class Queue {
  /** `makeStore`: makes the tables of a store that lives in PostgreSQL; Redis makes its keys by itself. */
  constructor(
    private readonly bull: BullQueue<Bell>,
    private readonly makeStore: () => Promise<void> = () => Promise.resolve(),
  ) {}

  /**
   * Deduplicated until processing starts. Never a fixed jobId: while a finished job of that id is kept, every later
   * ring would be ignored.
   */
  async ring(topic: string, id: string): Promise<void> {
    await this.bull.add(
      topic,
      { topic, id },
      {
        deduplication: { id: `${topic}-${id}` },
        removeOnComplete: true,
        removeOnFail: { age: 3600, count: 100 },
      },
    );
  }

  /** After a ring that failed: makes the store again where it is gone, and answers whether that was why. */
  async remakeIfLost(error: unknown): Promise<boolean> {
    const { code } = error as { code?: unknown };
    if (!LOST.includes(code)) return false;
    await this.makeStore();
    return true;
  }

  async counts(): Promise<Record<string, number>> {
    return this.bull.getJobCounts('waiting', 'active', 'delayed', 'failed');
  }
}
