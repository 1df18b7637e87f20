import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import type { AskedReview, Question, ReviewsPort } from '#licenses/reviews.port.js';
import { isRehearsed, noteMade, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { approvalsFor, besideWords, isOver, nextStep } from './review.js';
import { ReviewAnswers } from './review-answers.service.js';
import { ReviewEnds } from './review-ends.service.js';
import { ReviewNotices } from './review-notices.service.js';
import { type ReviewRow, ReviewsRepository } from './reviews.repository.js';

type Needs = Parameters<ReviewsPort['flag']>[3];

/** What the license gates ask of the reviews. It knows nothing of the rules themselves. */
@Injectable()
export class ReviewsLedger implements ReviewsPort {
  constructor(
    private readonly rows: ReviewsRepository,
    private readonly answers: ReviewAnswers,
    private readonly ends: ReviewEnds,
    private readonly audit: AuditService,
    private readonly notices: ReviewNotices,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  answersFor(...asked: Parameters<ReviewsPort['answersFor']>) {
    return this.answers.answersFor(...asked);
  }

  carriedFor(...asked: Parameters<ReviewsPort['carriedFor']>) {
    return this.answers.carriedFor(...asked);
  }

  faultsOf(...asked: Parameters<ReviewsPort['faultsOf']>) {
    return this.answers.faultsOf(...asked);
  }

  async flag(tx: Tx, ctx: Ctx, question: Question, needs: Needs): Promise<AskedReview | null> {
    await this.rows.lockSubject(tx, ctx.projectId, question);
    const superseded = await this.rows.outdated(tx, ctx.projectId, question);
    for (const old of superseded) await this.ends.supersede(tx, ctx, old);
    if (!needs) return null;
    const known = await this.rows.findLive(tx, ctx.projectId, question);
    if (known && !isOver(known, this.clock.now())) {
      if (ctx.member !== 'system') await this.rows.addAsker(tx, known, ctx);
      return this.asked(tx, known, ctx);
    }
    if (known) await this.ends.expire(tx, ctx, known);
    const isAgain = known !== null || superseded.length > 0 || (needs.follows ?? []).length > 0;
    return this.asked(tx, await this.open(tx, ctx, question, { ...needs, isAgain }));
  }

  async carried(tx: Tx, ctx: Ctx, question: Question, by: string): Promise<void> {
    const known = await this.rows.findLive(tx, ctx.projectId, question);
    const answer = known?.state === 'open' && (await this.rows.find(tx, by));
    if (known && answer) await this.ends.settle(tx, ctx, known, answer);
  }

  async find(tx: Tx, _ctx: Ctx, id: string): Promise<AskedReview | null> {
    const row = await this.rows.find(tx, id);
    return row && this.asked(tx, row);
  }

  private async open(
    tx: Tx,
    ctx: Ctx,
    question: Question,
    needs: NonNullable<Needs> & { isAgain: boolean },
  ): Promise<ReviewRow> {
    const now = this.clock.now();
    const row = await this.rows.insert(tx, {
      id: newId('rev_'),
      projectId: ctx.projectId,
      ...question,
      decisionId: needs.decisionId,
      catalogueVersion: needs.catalogueVersion,
      severity: needs.severity,
      findings: needs.findings,
      readings: (needs.readings ?? []).map(({ hash }) => hash),
      requiredApprovals: approvalsFor(needs.severity),
      requestedBy: await this.askersOf(tx, ctx, needs),
      calledBy: ctx.isCall && ctx.member !== 'system' ? [ctx.member] : [],
      createdAt: now,
    });
    noteMade(row.id);
    await this.rows.note(tx, row, { kind: 'opened', member: ctx.member, at: now });
    const { gate, subjectId, lineageHash } = question;
    await this.record(tx, ctx, row, 'review.opened', {
      ...{
        gate,
        subject: subjectId,
        lineage: lineageHash,
        severity: needs.severity,
        decision: needs.decisionId,
      },
    });
    await this.notices.tell(tx, ctx, row, { kind: needs.isAgain ? 'reopened' : 'opened' });
    return row;
  }

  /** The caller, and whoever had asked the questions that this one follows. */
  private async askersOf(tx: Tx, ctx: Ctx, needs: NonNullable<Needs>): Promise<string[]> {
    const { follows = [], askers = [] } = needs;
    const before = (await this.rows.findMany(tx, follows)).flatMap((row) => row.requestedBy);
    const asking = ctx.member === 'system' || ctx.isCall ? [] : [ctx.member];
    return [...new Set([...before, ...askers, ...asking])];
  }

  private async asked(tx: Tx, row: ReviewRow, asker?: Ctx): Promise<AskedReview> {
    const state = isOver(row, this.clock.now()) && row.state !== 'open' ? 'expired' : row.state;
    const own = row.approvals
      .filter((one) => !one.self && one.member === asker?.member)
      .map((one) => one.name);
    const handed = row.approvals
      .filter((one) => !one.self && asker && !asker.isCall && one.hands?.includes(asker.member))
      .map((one) => one.name);
    if (isRehearsed(row.id)) return { id: row.id, state, next: await this.wouldOpen(tx, row) };
    const next = nextStep({ id: row.id, state, lost: await this.answers.lost(tx, row), own, handed });
    return { id: row.id, state, next };
  }

  /** Names the open ones that ask which license the same thing has. */
  private async wouldOpen(tx: Tx, row: ReviewRow): Promise<string> {
    const open = await this.rows.readingOnly(tx, row);
    return besideWords(
      row,
      open.filter(({ id }) => !isRehearsed(id)),
    );
  }

  private record(tx: Tx, ctx: Ctx, row: ReviewRow, action: string, facts: Record<string, unknown>) {
    const own = ctx.projectId === '*' ? { ...ctx, projectId: row.projectId } : ctx;
    return this.audit.append(tx, own, { action, targetType: 'review', targetId: row.id, facts });
  }
}
