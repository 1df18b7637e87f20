import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { DrainNotices } from '#reviews/drain-notices.service.js';
import { DeploymentsRepository } from './deployments.repository.js';

/** A review was revoked or has expired: at its deadline, what serves because of it ends. */
@Injectable()
export class LapsedReviewsProcessor implements Handler {
  readonly topic = 'review.ended';

  constructor(
    private readonly db: Db,
    private readonly rows: DeploymentsRepository,
    private readonly audit: AuditService,
    private readonly reviews: DrainNotices,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.lapsedReviews(tx, this.clock.now(), limit));
  }

  async step(reviewId: string): Promise<Outcome> {
    const now = this.clock.now();
    await this.db.tx(systemCtx(), async (tx) => {
      for (const row of await this.rows.servingOn(tx, reviewId, now)) {
        await this.rows.wish(tx, row.id, { desired: 'stopped' }, now);
        await this.audit.append(tx, systemCtx(row.projectId, `review:${reviewId}`), {
          action: 'deployment.drained',
          targetType: 'deployment',
          targetId: row.id,
          facts: { review: reviewId, state: row.state, decision: row.decisionId },
        });
        await this.reviews.drained(tx, reviewId, row.id);
      }
    });
    return done();
  }
}
