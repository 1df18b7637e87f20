import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import type { Answers, AskedReview, Question, ReviewsPort } from '#licenses/reviews.port.js';
import { isRehearsed, noteMade, type Tx } from '#platform/db.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { holds, MembersService } from '#projects/members.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { answersOf, approvalsFor, drainEnd, nextStep } from './review.js';
import { ReviewNotices } from './review-notices.service.js';
import { type ReviewRow, ReviewsRepository } from './reviews.repository.js';

type Needs = Parameters<ReviewsPort['flag']>[3];

/** What the license gates ask of the reviews. It knows nothing of the rules themselves. */
@Injectable()
export class ReviewsLedger implements ReviewsPort {
  constructor(
    private readonly rows: ReviewsRepository,
    private readonly members: MembersService,
    private readonly projects: ProjectsService,
    private readonly audit: AuditService,
    private readonly notices: ReviewNotices,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async answersFor(tx: Tx, ctx: Ctx, question: Question): Promise<Answers> {
    const row = await this.rows.findLive(tx, ctx.projectId, question);
    const holds = row && !this.isOver(row) && (await this.lost(tx, row)).length === 0;
    // who approved, or could have approved in another's name, may not ask: to them the question is as open as before
    const isOwn = row?.approvals.some(
      (one) => !one.self && (one.member === ctx.member || (!ctx.isCall && one.hands?.includes(ctx.member))),
    );
    if (!holds || isOwn) return { reviews: [], grants: [] };
    const { expiryDrainSeconds } = await this.projects.inTx(tx, row.projectId);
    return answersOf(row, expiryDrainSeconds);
  }

  async flag(tx: Tx, ctx: Ctx, question: Question, needs: Needs): Promise<AskedReview | null> {
    await this.rows.lockSubject(tx, ctx.projectId, question);
    const superseded = await this.rows.outdated(tx, ctx.projectId, question);
    for (const old of superseded) await this.supersede(tx, ctx, old);
    if (!needs) return null;
    const known = await this.rows.findLive(tx, ctx.projectId, question);
    if (known && !this.isOver(known)) {
      if (ctx.member !== 'system') await this.rows.addAsker(tx, known, ctx);
      return this.asked(tx, known, ctx);
    }
    if (known) await this.expire(tx, ctx, known);
    const isAgain = known !== null || superseded.length > 0 || (needs.follows ?? []).length > 0;
    return this.asked(tx, await this.open(tx, ctx, question, { ...needs, isAgain }));
  }

  async find(tx: Tx, _ctx: Ctx, id: string): Promise<AskedReview | null> {
    const row = await this.rows.find(tx, id);
    return row && this.asked(tx, row);
  }

  async faultsOf(tx: Tx, _ctx: Ctx, ids: readonly string[]) {
    const found = new Map((await this.rows.findMany(tx, ids)).map((row) => [row.id, row]));
    const faults: { review: string; state: string; why: string }[] = [];
    for (const id of ids) {
      const row = found.get(id);
      const state = row === undefined ? 'unknown' : this.isOver(row) ? 'expired' : row.state;
      const lost = row ? await this.lost(tx, row) : [];
      const isInForce = state === 'approved' || state === 'waived';
      if (!isInForce) faults.push({ review: id, state, why: `review ${id} is ${state}` });
      else if (lost.length > 0)
        faults.push({ review: id, state: 'lost', why: nextStep({ id, state, lost }) });
    }
    return faults;
  }

  /** Approvers, by name, who were removed or hold the role no more. */
  async lost(tx: Tx, row: ReviewRow): Promise<string[]> {
    if (row.state !== 'approved' && row.state !== 'waived') return [];
    const known = await this.members.named(
      tx,
      row.approvals.map((one) => one.member),
    );
    return row.approvals.filter((one) => !holds(known.get(one.member), 'reviewer')).map((one) => one.name);
  }

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

  /** Also an answer that the sweep has not met yet. */
  private isOver(row: ReviewRow): boolean {
    return row.expiresAt !== null && row.expiresAt <= this.clock.now();
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

  private async supersede(tx: Tx, ctx: Ctx, row: ReviewRow): Promise<void> {
    const now = this.clock.now();
    if (!(await this.rows.change(tx, row, { state: 'superseded', endedAt: now }))) return;
    await this.rows.note(tx, row, { kind: 'superseded', member: ctx.member, at: now });
    await this.record(tx, ctx, row, 'review.superseded', {});
    await this.notices.tell(tx, ctx, row, { kind: 'superseded' });
  }

  private async asked(tx: Tx, row: ReviewRow, asker?: Ctx): Promise<AskedReview> {
    const state = this.isOver(row) && row.state !== 'open' ? 'expired' : row.state;
    const own = row.approvals
      .filter((one) => !one.self && one.member === asker?.member)
      .map((one) => one.name);
    const handed = row.approvals
      .filter((one) => !one.self && asker && !asker.isCall && one.hands?.includes(asker.member))
      .map((one) => one.name);
    if (isRehearsed(row.id)) return { id: row.id, state, next: 'A review would be opened.' };
    const next = nextStep({ id: row.id, state, lost: await this.lost(tx, row), own, handed });
    return { id: row.id, state, next };
  }

  private record(tx: Tx, ctx: Ctx, row: ReviewRow, action: string, facts: Record<string, unknown>) {
    const own = ctx.projectId === '*' ? { ...ctx, projectId: row.projectId } : ctx;
    return this.audit.append(tx, own, { action, targetType: 'review', targetId: row.id, facts });
  }
}
