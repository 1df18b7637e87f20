import type { Queue as BullQueue } from 'bullmq';

export const DOORBELL = 'doorbell';

export interface Bell {
  topic: string;
  id: string;
}

/** The doorbell: carries an id, never the truth. Losing the whole store loses nothing, the sweep finds the rows. */
export class Queue {
  constructor(private readonly bull: BullQueue<Bell>) {}

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

  async counts(): Promise<Record<string, number>> {
    return this.bull.getJobCounts('waiting', 'active', 'delayed', 'failed');
  }
}
