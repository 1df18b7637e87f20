import type { Queue as BullQueue } from 'bullmq';
import { unavailable } from '#kernel/errors.js';
import type { Logger } from '#platform/logger.js';
import { Seldom } from '#platform/seldom.js';

export const DOORBELL = 'doorbell';

/** PostgreSQL's words for a missing schema, table and function. */
const LOST: unknown[] = ['3F000', '42P01', '42883'];

export interface Bell {
  topic: string;
  id: string;
}

const DEADLINE_MS = 2_000;

/** The doorbell: carries an id, never the truth. Losing the whole store loses nothing, the sweep finds the rows. */
export class Queue {
  /** `makeStore`: makes the tables of a store that lives in PostgreSQL; Redis makes its keys by itself. */
  constructor(
    private readonly bull: BullQueue<Bell>,
    log: Logger,
    private readonly makeStore: () => Promise<void> = () => Promise.resolve(),
  ) {
    const fault = new Seldom(log, 'the queue store is away; due rows are found without it');
    bull.on('error', (error) => fault.warn(error)); // without a listener BullMQ writes each one to stderr
  }

  /**
   * Deduplicated until processing starts. Never a fixed jobId: while a finished job of that id is kept, every later
   * ring would be ignored. Throws within two seconds when the store does not answer.
   */
  async ring(topic: string, id: string): Promise<void> {
    const options = {
      deduplication: { id: `${topic}-${id}` },
      removeOnComplete: true,
      removeOnFail: { age: 3600, count: 100 },
    };
    await inTime(this.bull.add(topic, { topic, id }, options));
  }

  /** After a ring that failed: makes the store again where it is gone, and answers whether that was why. */
  async remakeIfLost(error: unknown): Promise<boolean> {
    const { code } = error as { code?: unknown };
    if (!LOST.includes(code)) return false;
    await this.makeStore();
    return true;
  }

  async counts(): Promise<Record<string, number>> {
    return inTime(this.bull.getJobCounts('waiting', 'active', 'delayed', 'failed'));
  }
}

/** What comes too late still happens: a bell rung twice is harmless. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const silent = () => reject(unavailable('queue_unavailable', 'The queue store does not answer.'));
    timer = setTimeout(silent, DEADLINE_MS);
  });
  work.catch(() => undefined);
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
