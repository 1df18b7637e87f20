import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { KEPT_DAYS } from './traffic.contract.js';
import { TrafficRepository } from './traffic.repository.js';

const DAY_MS = 24 * 3600 * 1000;
const BATCH = 2_000;
const ALL = 'all';

/**
 * Forgets what was counted more than a year ago, once a day and at the start: no index goes by time alone. It has no row: the time
 * of the last sweep is this process's own, and a second worker that sweeps too does no harm.
 */
@Injectable()
export class TrafficExpiry implements Handler {
  readonly topic = 'serving_traffic.expiry';
  private nextMs = 0;

  constructor(
    private readonly db: Db,
    private readonly rows: TrafficRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async due(): Promise<string[]> {
    const nowMs = this.clock.now().getTime();
    if (nowMs < this.nextMs) return [];
    this.nextMs = nowMs + DAY_MS;
    return [ALL];
  }

  /** Each batch is committed by itself: no lock is held for long, and one that is killed has done what it did. */
  async step(): Promise<Outcome> {
    const before = new Date(this.clock.now().getTime() - KEPT_DAYS * DAY_MS);
    for (;;) {
      const gone = await this.db.tx(systemCtx(), (tx) => this.rows.forget(tx, before, BATCH));
      if (gone < BATCH) return done();
    }
  }
}
