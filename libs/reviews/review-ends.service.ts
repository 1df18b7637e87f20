import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import type { Tx } from '#platform/db.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { ProjectsService } from '#projects/projects.service.js';
import { EligibleService } from './eligible.service.js';
import { drainEnd } from './review.js';
import { ReviewNotices } from './review-notices.service.js';
import { type ReviewRow, ReviewsRepository } from './reviews.repository.js';

/** Ends of reviews that nobody asks for: their time is over, or nothing is left to answer. */
@Injectable()
export class ReviewEnds {
  constructor(
    private readonly rows: ReviewsRepository,
    private readonly eligible: EligibleService,
    private readonly projects: ProjectsService,
    private readonly audit: AuditService,
    private readonly notices: ReviewNotices,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Ends an answer whose time is over; what rests on it is drained by the deployments slice. */
  async expire(tx: Tx, ctx: Ctx, row: ReviewRow): Promise<void> {
    const now = this.clock.now();
    const { expiryDrainSeconds } = await this.projects.inTx(tx, row.projectId);
    const drainAt = drainEnd(row.state, row.expiresAt ?? now, expiryDrainSeconds);
    if (!(await this.rows.change(tx, row, { state: 'expired', endedAt: now, drainAt }))) return;
    await this.rows.note(tx, row, { kind: 'expired', member: 'system', at: now });
    await this.record(tx, ctx, row, 'review.expired', { drain_at: drainAt.toISOString() });
    await this.notices.tell(tx, systemCtx(), row, { kind: 'expired', until: drainAt });
    await ring(tx, 'review.ended', row.id);
  }

  /** `by`: the answer to another review that leaves nothing to ask; without it the question has changed. */
  async supersede(tx: Tx, ctx: Ctx, row: ReviewRow, by?: string): Promise<boolean> {
    const now = this.clock.now();
    if (!(await this.rows.change(tx, row, { state: 'superseded', endedAt: now }))) return false;
    const facts = by === undefined ? {} : { answered_by: by };
    await this.rows.note(tx, row, { kind: 'superseded', member: ctx.member, at: now, facts });
    await this.record(tx, ctx, row, 'review.superseded', facts);
    await this.notices.tell(
      tx,
      ctx,
      row,
      by === undefined ? { kind: 'superseded' } : { kind: 'settled', answer: by },
    );
    return true;
  }

  /** Open requests that ask nothing but what this answer holds for, of members who could not have given it. */
  async closeAnsweredBy(tx: Tx, ctx: Ctx, answer: ReviewRow): Promise<string[]> {
    const closed: string[] = [];
    if (answer.state !== 'approved' || answer.holdsFor !== 'lineage') return closed;
    for (const row of await this.rows.readingOnly(tx, answer))
      if (await this.settle(tx, ctx, row, answer)) closed.push(row.id);
    return closed;
  }

  /** Closes it by the answer to another; not where who gave that one asks this one, or somebody was faster. */
  async settle(tx: Tx, ctx: Ctx, row: ReviewRow, answer: ReviewRow): Promise<boolean> {
    const barred = await this.eligible.barred(tx, row);
    const givers = answer.approvals.flatMap((one) => (one.self ? [] : [one.member, ...(one.hands ?? [])]));
    if (givers.some((member) => barred.has(member))) return false;
    return this.supersede(tx, ctx, row, answer.id);
  }

  private record(tx: Tx, ctx: Ctx, row: ReviewRow, action: string, facts: Record<string, unknown>) {
    const own = ctx.projectId === '*' ? { ...ctx, projectId: row.projectId } : ctx;
    return this.audit.append(tx, own, { action, targetType: 'review', targetId: row.id, facts });
  }
}
