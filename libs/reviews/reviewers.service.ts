import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, conflict, denied, invalid } from '#kernel/errors.js';
import type { Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { holds, MembersService } from '#projects/members.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { EligibleService } from './eligible.service.js';
import type { Approval, ReviewState } from './review.js';
import { ReviewEnds } from './review-ends.service.js';
import { ReviewNotices } from './review-notices.service.js';
import { askersAmong, assertIndependent, notInState } from './review-rules.js';
import type { ReviewRow } from './reviews.repository.js';

const MAILED: Record<string, 'answered' | 'assigned' | 'revoked'> = {
  approved: 'answered',
  rejected: 'answered',
  waived: 'answered',
  delegated: 'assigned',
  revoked: 'revoked',
};

/** Who may answer which review. A member is one person, whichever of its keys it comes with. */
@Injectable()
export class ReviewersService {
  constructor(
    private readonly members: MembersService,
    private readonly projects: ProjectsService,
    private readonly eligible: EligibleService,
    private readonly notices: ReviewNotices,
    private readonly ends: ReviewEnds,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * The caller's approval, and those given before that still count. An answer of `renewable` state may be given again where an
   * approver may review no more, or where it was self-attested. Throws denied `reviewer_is_requester` and
   * `reviewer_not_independent`, conflict `already_approved` and `review_not_open`.
   */
  async assertMayAnswer(
    tx: Tx,
    ctx: Ctx,
    row: ReviewRow,
    renewable: readonly ReviewState[],
  ): Promise<{ kept: Approval[]; by: Approval }> {
    const known = await this.members.named(tx, [ctx.member, ...row.approvals.map((one) => one.member)]);
    const self = await this.assertNotOwn(tx, ctx, row);
    const askers = await this.eligible.askers(tx, row);
    const kept = row.approvals.filter(
      (one) =>
        !one.self &&
        !askers.has(one.member) &&
        !row.calledBy.includes(one.member) &&
        askersAmong(one.hands, askers).length === 0 &&
        holds(known.get(one.member), 'reviewer'),
    );
    const isWeak = kept.length < row.requiredApprovals && renewable.includes(row.state as ReviewState);
    if (row.state !== 'open' && (!isWeak || self)) throw notInState(row, 'it has been answered');
    if (kept.some((one) => one.member === ctx.member)) {
      throw conflict('already_approved', `You have approved review ${row.id}; another reviewer has to.`, {
        headers: { 'x-should-retry': 'false' },
      });
    }
    const hands = self ? [] : await this.hands(tx, ctx, row, askers);
    const name = known.get(ctx.member)?.name ?? ctx.member;
    return { kept, by: { member: ctx.member, name, self, at: this.clock.now().toISOString(), hands } };
  }

  /** What the caller may answer, and the reason where it is not an approval. */
  async standing(tx: Tx, ctx: Ctx, row: ReviewRow) {
    const none = { may_approve: false, may_reject: false };
    if (!ctx.roles.some((role) => role === 'reviewer' || role === 'admin'))
      return { ...none, why: 'Only members with the role reviewer answer.', code: 'insufficient_role' };
    if (ctx.kind === 'service_account')
      return { ...none, why: 'A service account answers no license question.', code: 'not_a_person' };
    const renewable = row.severity === 'deny' ? 'waived' : 'approved';
    const approve = await refusalOf(() => this.assertMayAnswer(tx, ctx, row, [renewable]));
    const reject = row.state === 'open' ? await refusalOf(() => this.assertNotOwn(tx, ctx, row)) : undefined;
    const { message: why = null, code = null } = approve ?? {};
    return { may_approve: approve === null, may_reject: reject === null, why, code };
  }

  private async hands(tx: Tx, ctx: Ctx, row: ReviewRow, askers: ReadonlySet<string>): Promise<string[]> {
    const hands = await this.members.handsOf(tx, { member: ctx.member, key: ctx.actor });
    const among = await this.members.named(tx, askersAmong(hands, askers));
    assertIndependent(row, hands, new Map([...among].map(([id, { name }]) => [id, name])));
    return hands;
  }

  /** Whom a review may be handed to. */
  async assertCanTake(tx: Tx, ctx: Ctx, row: ReviewRow, ref: string) {
    const member = await this.members.find(tx, ctx, ref);
    const why = member ? await this.eligible.whyNot(tx, row, member) : 'is no member';
    if (member && why === null) return member;
    throw invalid('invalid_value', `The review cannot be handed to '${ref}': who ${why}.`, {
      param: 'member',
    });
  }

  /** What an answer, or a hand-over, means for others: requests that it answers too are closed (their ids), and it is told by mail. */
  async followUp(
    tx: Tx,
    ctx: Ctx,
    row: ReviewRow,
    of: { kind: string; words: string | null | undefined },
  ): Promise<string[]> {
    const closed = await this.ends.closeAnsweredBy(tx, ctx, row);
    const kind = MAILED[of.kind];
    const until = row.drainAt ?? row.expiresAt;
    if (kind) await this.notices.tell(tx, ctx, row, { kind, words: of.words, until }, String(row.revision));
    return closed;
  }

  named(tx: Tx, ids: readonly string[]) {
    return this.members.named(tx, ids);
  }

  /**
   * Throws denied `reviewer_is_requester` for who asked or made the subject. Alone in a project that allows it, one may answer
   * oneself, though never waive: true.
   */
  async assertNotOwn(tx: Tx, ctx: Ctx, row: ReviewRow): Promise<boolean> {
    if (!(await this.eligible.barred(tx, row)).has(ctx.member)) return false;
    const { selfReview } = await this.projects.inTx(tx, ctx.projectId);
    const isAlone = (await this.members.liveCount(tx, ctx.projectId)) === 1;
    if (selfReview && isAlone && row.severity !== 'deny') return true;
    const hint = isAlone
      ? 'add a member with a reviewer key, or set self_review for questions that are no denial'
      : 'another member has to answer it';
    throw denied(
      'reviewer_is_requester',
      `Review ${row.id} is about what you asked for or made, and another key of yours is you too: ${hint}.`,
    );
  }
}

/** Why it is refused; null where it is not. */
async function refusalOf(check: () => Promise<unknown>): Promise<AppError | null> {
  try {
    await check();
    return null;
  } catch (error) {
    if (error instanceof AppError && (error.kind === 'denied' || error.kind === 'conflict')) return error;
    throw error;
  }
}
