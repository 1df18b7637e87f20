import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { ReviewEnds } from './review-ends.service.js';
import { ReviewsRepository } from './reviews.repository.js';

/** Ends answers whose time is over. No gate waits for it: an expired answer counts for nothing from that second on. */
@Injectable()
export class ReviewExpiry implements Handler {
  readonly topic = 'review.expiry';

  constructor(
    private readonly db: Db,
    private readonly rows: ReviewsRepository,
    private readonly ends: ReviewEnds,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.expired(tx, this.clock.now(), limit));
  }

  async step(id: string): Promise<Outcome> {
    await this.db.tx(systemCtx(), async (tx) => {
      const row = await this.rows.lock(tx, id);
      const isDue = row?.expiresAt && row.expiresAt <= this.clock.now();
      if (!isDue || (row.state !== 'approved' && row.state !== 'waived')) return;
      await this.ends.expire(tx, systemCtx(row.projectId, 'review-expiry'), row);
    });
    return done();
  }
}
