import { OnWorkerEvent, Processor, WorkerHost } from '@nestjs/bullmq';
import { Inject, type OnModuleDestroy } from '@nestjs/common';
import type { Job } from 'bullmq';
import { type Bell, DOORBELL } from '#platform/queue.js';
import type { Logger } from '#platform/logger.js';
import { Seldom } from '#platform/seldom.js';
import { LOGGER } from '#platform/tokens.js';
import { Register } from './register.js';

/** Answers rings from the queue. A step that fails is logged once, here; its row is due again, so nothing is retried by the queue. */
@Processor(DOORBELL, { concurrency: 8 })
export class Doorbell extends WorkerHost implements OnModuleDestroy {
  private readonly fault: Seldom;

  constructor(
    private readonly register: Register,
    @Inject(LOGGER) private readonly log: Logger,
  ) {
    super();
    this.fault = new Seldom(log, 'nobody can ring: the queue store is away; the sweep goes on');
  }

  /** BullMQ connects again by itself. */
  @OnWorkerEvent('error')
  onError(error: Error): void {
    this.fault.warn(error);
  }

  /** By force: BullMQ would wait for as long as Redis is away, and a bell cut off is a row that is due again. */
  async onModuleDestroy(): Promise<void> {
    await this.worker.close(true);
  }

  async process(bell: Job<Bell>): Promise<void> {
    const { topic, id } = bell.data;
    await this.register.answer(topic, id).catch((error: unknown) => {
      this.log.error({ err: error, topic, id }, 'a step met a bug');
    });
  }
}
