import { Injectable } from '@nestjs/common';
import { systemCtx } from '#kernel/context.js';
import type { Tx } from '#platform/db.js';
import { ReviewNotices } from './review-notices.service.js';
import { ReviewsRepository } from './reviews.repository.js';

/** What deployments tell the people of a review: that one of them was stopped because it ended. */
@Injectable()
export class DrainNotices {
  constructor(
    private readonly rows: ReviewsRepository,
    private readonly notices: ReviewNotices,
  ) {}

  async drained(tx: Tx, reviewId: string, deployment: string): Promise<void> {
    const row = await this.rows.find(tx, reviewId);
    if (row) await this.notices.tell(tx, systemCtx(), row, { kind: 'drained', deployment }, deployment);
  }
}
