import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { MailService } from '#mail/mail.service.js';
import { Db } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { reminderDue } from './review-mail.js';
import { ReviewNotices } from './review-notices.service.js';
import { ReviewsRepository } from './reviews.repository.js';

/** Reminds reviewers of answers that end within 30 and within 7 days; each once. */
@Injectable()
export class ReviewEnding implements Handler {
  readonly topic = 'review.ending';

  constructor(
    private readonly db: Db,
    private readonly rows: ReviewsRepository,
    private readonly notices: ReviewNotices,
    private readonly mails: MailService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    if (!this.mails.isOn) return Promise.resolve([]);
    return this.db.tx(systemCtx(), (tx) => this.rows.ending(tx, this.clock.now(), limit));
  }

  async step(id: string): Promise<Outcome> {
    await this.db.tx(systemCtx(), async (tx) => {
      const row = await this.rows.lock(tx, id);
      if (!row?.expiresAt || (row.state !== 'approved' && row.state !== 'waived')) return;
      const { expiresAt, remindedDays } = row;
      const days = reminderDue({ expiresAt, remindedDays, now: this.clock.now() });
      if (days === null) return;
      await this.rows.reminded(tx, id, days);
      const ctx = systemCtx(row.projectId, 'review-ending');
      const once = `${days}:${expiresAt.toISOString()}`;
      await this.notices.tell(tx, ctx, row, { kind: 'ending', days, until: expiresAt }, once);
    });
    return done();
  }
}
