import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { again, done, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { DeliveriesRepository } from './deliveries.repository.js';

const KEEP_MS = 30 * 24 * 3600 * 1000;
const BATCH = 500;

/** Forgets events of more than 30 days with their deliveries; the audit chain keeps the facts. */
@Injectable()
export class EventExpiry implements Handler {
  readonly topic = 'webhook.expiry';

  constructor(
    private readonly db: Db,
    private readonly rows: DeliveriesRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** One event stands for all: a step forgets a batch. */
  due(): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.expired(tx, this.before()));
  }

  async step(): Promise<Outcome> {
    const count = await this.db.tx(systemCtx(), (tx) => this.rows.forget(tx, this.before(), BATCH));
    return count === BATCH ? again(0) : done();
  }

  private before(): Date {
    return new Date(this.clock.now().getTime() - KEEP_MS);
  }
}
