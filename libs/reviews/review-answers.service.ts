import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import type { ReviewAnswer } from '#license-rules/decision.contract.js';
import type { Answers, Carry, Question } from '#licenses/reviews.port.js';
import type { Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { ProjectsService } from '#projects/projects.service.js';
import { EligibleService } from './eligible.service.js';
import { answersOf, answerTo, couldBeBy, isOver, isSelfAttested, nextStep } from './review.js';
import { askersAmong } from './review-rules.js';
import { type ReviewRow, ReviewsRepository } from './reviews.repository.js';

/** What answers that were given are worth now, and to whom. */
@Injectable()
export class ReviewAnswers {
  constructor(
    private readonly rows: ReviewsRepository,
    private readonly eligible: EligibleService,
    private readonly projects: ProjectsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async answersFor(tx: Tx, ctx: Ctx, question: Question): Promise<Answers> {
    const row = await this.rows.findLive(tx, ctx.projectId, question);
    const holds = row && !isOver(row, this.clock.now()) && (await this.lost(tx, row)).length === 0;
    // who approved, or could have approved in another's name, may not ask: to them the question is as open as before
    const isOwn = row?.approvals.some((one) => !one.self && couldBeBy(one, ctx));
    if (!holds || isOwn) return { reviews: [], grants: [] };
    const { expiryDrainSeconds } = await this.projects.inTx(tx, row.projectId);
    return answersOf(row, expiryDrainSeconds);
  }

  /** Of approvals that hold for a lineage: those whose givers have no part in this question either. */
  async carriedFor(
    tx: Tx,
    ctx: Ctx,
    { subjectId }: Question,
    { readings, before }: Carry,
  ): Promise<ReviewAnswer[]> {
    const hashes = readings.map(({ hash }) => hash);
    const rows = await this.rows.carrying(tx, ctx.projectId, hashes);
    if (rows.length === 0) return [];
    const { expiryDrainSeconds, selfReview } = await this.projects.inTx(tx, ctx.projectId);
    const carriesOwn =
      selfReview && rows.some(isSelfAttested) && (await this.eligible.isAlone(tx, ctx.projectId));
    const makers = await this.eligible.makers(tx, subjectId);
    const held: ReviewRow[] = [];
    for (const row of rows) {
      if (isOver(row, this.clock.now()) || (await this.lost(tx, row)).length > 0) continue;
      const own = new Set([...makers, ...askersFor(row, before)]);
      if (isSelfAttested(row) ? carriesOwn : isIndependent(row, ctx, own)) held.push(row);
    }
    return readings.flatMap(({ finding, hash }) => {
      const row = held.find((one) => one.readings.includes(hash));
      if (!row) return [];
      const gate = row.gate as Question['gate'];
      return [{ ...answerTo(finding, row, expiryDrainSeconds), given_at: gate }];
    });
  }

  async faultsOf(tx: Tx, _ctx: Ctx, ids: readonly string[]) {
    const found = new Map((await this.rows.findMany(tx, ids)).map((row) => [row.id, row]));
    const faults: { review: string; state: string; why: string }[] = [];
    for (const id of ids) {
      const row = found.get(id);
      const isPast = row !== undefined && isOver(row, this.clock.now());
      const state = row === undefined ? 'unknown' : isPast ? 'expired' : row.state;
      const lost = row ? await this.lost(tx, row) : [];
      const isInForce = state === 'approved' || state === 'waived';
      if (!isInForce) faults.push({ review: id, state, why: `review ${id} is ${state}` });
      else if (lost.length > 0)
        faults.push({ review: id, state: 'lost', why: nextStep({ id, state, lost }) });
    }
    return faults;
  }

  lost(tx: Tx, row: ReviewRow): Promise<string[]> {
    return this.eligible.lost(tx, row);
  }
}

/** Whoever had asked it, where the system asks again. What it was let through with before stays: another member had asked then. */
const askersFor = ({ id }: ReviewRow, before: Carry['before']): readonly string[] =>
  !before || before.reviews.includes(id) ? [] : before.askers;

/** Whether nobody behind its approvals asks now, or is one of these. */
const isIndependent = ({ approvals }: ReviewRow, ctx: Ctx, own: ReadonlySet<string>): boolean =>
  !approvals.some(
    (one) => couldBeBy(one, ctx) || askersAmong([one.member, ...(one.hands ?? [])], own).length > 0,
  );
