import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, invalid, notFound } from '#kernel/errors.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { anyOf } from '#platform/cursor.js';
import { Db, type Tx } from '#platform/db.js';
import { assertRevision, etagOf } from '#platform/if-match.js';
import { keepAnswer } from '#platform/once.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { REACH, type ReachPort } from './reach.port.js';
import { ReviewersService } from './reviewers.service.js';
import type { ApproveBody, BulkBody, WaiveBody } from './reviews.contract.js';
import { type ReviewRow, ReviewsRepository } from './reviews.repository.js';
import { type Beside, eventView, reviewView } from './reviews.view.js';
import { remindedAtStart } from './review-mail.js';
import {
  assertAsksReading,
  assertCoversDenials,
  assertNoDenial,
  assertOpen,
  expiryOf,
  firstGrant,
  notInState,
  secondGrant,
} from './review-rules.js';

type Change = Parameters<ReviewsRepository['change']>[2];
interface Done {
  kind: string;
  change: Change;
  text?: string | null | undefined;
  facts?: object;
}
interface Target {
  id: string;
  ifMatch: string | undefined;
}

/** What reviewers do. Every change names the revision that was read, is written to the timeline and audited; so is a refusal. */
interface ReviewFilter {
  state?: readonly string[];
  severity?: readonly string[];
  subject?: readonly string[];
}

@Injectable()
export class ReviewsService {
  constructor(
    private readonly db: Db,
    private readonly rows: ReviewsRepository,
    private readonly reviewers: ReviewersService,
    private readonly audit: AuditService,
    @Inject(REACH) private readonly reach: ReachPort,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(ctx: Ctx, query: PageQuery & ReviewFilter) {
    const { state, severity, subject } = query;
    const where = {
      projectId: ctx.projectId,
      state: anyOf(state),
      severity: anyOf(severity),
      subjectId: anyOf(subject),
    };
    return this.db.tx(ctx, async (tx) => {
      const rows = await this.rows.list(tx, where, query);
      const beside = await this.beside(tx, rows);
      return pageOf(rows, query.limit, (row) => reviewView(row, beside(row)));
    });
  }

  async get(ctx: Ctx, id: string) {
    return this.db.tx(ctx, async (tx) => {
      const row = await this.found(this.rows.find(tx, id), id);
      const events = await this.rows.events(tx, id);
      const names = await this.reviewers.named(
        tx,
        events.map((event) => event.memberId),
      );
      return { ...(await this.view(tx, row)), timeline: events.map((event) => eventView(event, names)) };
    });
  }

  /** Whether the caller may answer it, told before a word is written; every answer is checked again. */
  async standing(ctx: Ctx, id: string) {
    return this.db.tx(ctx, async (tx) =>
      this.reviewers.standing(tx, ctx, await this.found(this.rows.find(tx, id), id)),
    );
  }

  /** The bytes of a waiver's grant. Throws not_found where none was uploaded. */
  async document(ctx: Ctx, id: string): Promise<Uint8Array> {
    return this.db.tx(ctx, async (tx) => {
      const { grant } = await this.found(this.rows.find(tx, id), id);
      const kept = grant && (await this.rows.findDocument(tx, ctx.projectId, grant.sha256));
      if (!kept) throw notFound('document_not_found', `Review ${id} has no grant document.`);
      return kept.bytes;
    });
  }

  approve(ctx: Ctx, target: Target, body: ApproveBody) {
    return this.act(ctx, target, async (tx, row) => {
      assertNoDenial(row);
      if (body.holds_for === 'lineage') assertAsksReading(row);
      const { kept, by } = await this.reviewers.assertMayAnswer(tx, ctx, row, ['approved']);
      const expiresAt = expiryOf(body.expires_at, this.clock.now());
      return {
        kind: 'approved',
        text: body.comment,
        facts: {
          ...{ conditions: body.conditions ?? null, self_attested: by.self },
          ...(body.holds_for === 'lineage' ? { holds_for: body.holds_for } : {}),
        },
        change: {
          state: 'approved',
          approvals: [...kept, by] as object[],
          conditions: body.conditions ?? null,
          holdsFor: body.holds_for,
          expiresAt,
          remindedDays: remindedAtStart(expiresAt, this.clock.now()),
          decidedAt: this.clock.now(),
        },
      };
    });
  }

  reject(ctx: Ctx, target: Target, body: { comment: string }) {
    return this.act(ctx, target, async (tx, row) => {
      assertOpen(row);
      await this.reviewers.assertNotOwn(tx, ctx, row);
      const change = { state: 'rejected', approvals: [], decidedAt: this.clock.now() };
      return { kind: 'rejected', text: body.comment, change };
    });
  }

  /** The first reviewer uploads the grant and says what it covers, the second names the same document: then it is waived. */
  waive(ctx: Ctx, target: Target, body: WaiveBody) {
    return this.act(ctx, target, async (tx, row) => {
      const { kept, by } = await this.reviewers.assertMayAnswer(tx, ctx, row, ['waived']);
      const grant = row.grant ? secondGrant(row.grant, body) : firstGrant(row, body, this.clock.now());
      await this.assertDocument(tx, ctx, { grant, body });
      assertCoversDenials(row, grant.scope);
      const approvals = [...kept, by];
      const ends = new Date(grant.expires_at * 1000);
      const isComplete = approvals.length >= row.requiredApprovals;
      return {
        kind: isComplete ? 'waived' : 'waiver_proposed',
        text: body.comment,
        facts: { sha256: grant.sha256, scope: grant.scope, licensor: grant.licensor },
        change: {
          grant: grant as object,
          approvals: approvals as object[],
          state: isComplete ? 'waived' : 'open',
          expiresAt: isComplete ? ends : null,
          remindedDays: remindedAtStart(ends, this.clock.now()),
          decidedAt: isComplete ? this.clock.now() : null,
        },
      };
    });
  }

  /** Whoever may review may also take an answer back: that only ever forbids. */
  revoke(ctx: Ctx, target: Target, body: { reason: string; deadline_seconds: number }) {
    return this.act(ctx, target, async (tx, row) => {
      if (!['approved', 'waived', 'rejected'].includes(row.state))
        throw notInState(row, 'only an answer can be taken back');
      const now = this.clock.now();
      const drainAt = new Date(now.getTime() + body.deadline_seconds * 1000);
      await ring(tx, 'review.ended', row.id);
      return {
        kind: 'revoked',
        text: body.reason,
        facts: { drain_at: drainAt.toISOString() },
        change: { state: 'revoked', endedAt: now, drainAt: row.state === 'rejected' ? null : drainAt },
      };
    });
  }

  delegate(ctx: Ctx, target: Target, body: { member: string; comment?: string }) {
    return this.act(ctx, target, async (tx, row) => {
      assertOpen(row);
      const { id, name } = await this.reviewers.assertCanTake(tx, ctx, row, body.member);
      return { kind: 'delegated', text: body.comment, facts: { to: id, name }, change: { assigneeId: id } };
    });
  }

  async comment(ctx: Ctx, id: string, body: { text: string }) {
    return this.db.tx(ctx, async (tx) => {
      const row = await this.found(this.rows.find(tx, id), id);
      await this.rows.note(tx, row, {
        kind: 'commented',
        member: ctx.member,
        text: body.text,
        at: this.clock.now(),
      });
      await this.record(tx, ctx, row, 'review.commented', {});
      const answer = await this.view(tx, row);
      await keepAnswer(tx, ctx, answer);
      return answer;
    });
  }

  /** Each review by itself: what one is refused for stops no other. One that an answer before it has closed is answered. */
  async bulk(ctx: Ctx, body: BulkBody) {
    if (body.action !== 'approve' && !body.comment) {
      throw invalid('missing_required_parameter', "Missing required parameter: 'comment'.", {
        param: 'comment',
      });
    }
    const data: object[] = [];
    const { once: _once, ...each } = ctx; // the kept answer is the list, not one of its parts
    const closed = new Set<string>();
    for (const { id, revision } of body.reviews) {
      try {
        const review = closed.has(id)
          ? await this.closed(each, id)
          : await this.one(each, { id, ifMatch: etagOf(revision) }, body);
        for (const other of review.closed) closed.add(other);
        data.push({ id, ok: true, review, error: null });
      } catch (error) {
        if (!(error instanceof AppError) || error.kind === 'unavailable') throw error;
        data.push({ id, ok: false, review: null, error: { code: error.code, message: error.message } });
      }
    }
    return { object: 'list' as const, data, has_more: false };
  }

  private closed(ctx: Ctx, id: string) {
    return this.db.tx(ctx, async (tx) => ({
      ...(await this.view(tx, await this.found(this.rows.find(tx, id), id))),
      closed: [] as string[],
    }));
  }

  private one(ctx: Ctx, target: Target, { action, comment, ...body }: BulkBody) {
    if (action === 'approve') return this.approve(ctx, target, { ...body, comment });
    if (action === 'reject') return this.reject(ctx, target, { comment: comment! });
    return this.revoke(ctx, target, { reason: comment!, deadline_seconds: 0 });
  }

  /** One change under the row's lock: the second of two sees what the first did, and its revision is an old one. */
  private async act(ctx: Ctx, { id, ifMatch }: Target, decide: (tx: Tx, row: ReviewRow) => Promise<Done>) {
    try {
      return await this.db.tx(ctx, async (tx) => {
        const row = await this.found(this.rows.lock(tx, id), id);
        if (['superseded', 'expired', 'revoked'].includes(row.state))
          throw notInState(row, 'it takes no answer any more');
        assertRevision(row.revision, ifMatch);
        const { kind, change, text, facts } = await decide(tx, row);
        const after = await this.rows.change(tx, row, change);
        if (!after) throw notInState(row, 'somebody was faster');
        await this.rows.note(tx, row, { kind, member: ctx.member, text, facts, at: this.clock.now() });
        await this.record(tx, ctx, row, `review.${kind}`, { ...facts, revision: after.revision });
        const closed = await this.reviewers.followUp(tx, ctx, after, { kind, words: text });
        const answer = { ...(await this.view(tx, after)), closed };
        await keepAnswer(tx, ctx, answer);
        return answer;
      });
    } catch (error) {
      if (error instanceof AppError && error.kind !== 'unavailable' && error.kind !== 'not_found')
        await this.recordRefusal(ctx, id, error);
      throw error;
    }
  }

  private async assertDocument(
    tx: Tx,
    ctx: Ctx,
    { grant, body }: { grant: NonNullable<ReviewRow['grant']>; body: WaiveBody },
  ): Promise<void> {
    if (body.document !== undefined) {
      const bytes = new Uint8Array(Buffer.from(body.document, 'base64'));
      await this.rows.keepDocument(tx, {
        ...{ projectId: ctx.projectId, sha256: hashOf(bytes), bytes },
        name: grant.document,
      });
    }
    const kept = await this.rows.findDocument(tx, ctx.projectId, grant.sha256);
    if (body.sha256 === grant.sha256 && kept && hashOf(kept.bytes) === grant.sha256) return;
    const what = body.document === undefined ? 'the document that is kept' : 'the document that came with it';
    throw invalid('grant_hash_mismatch', `The sha256 ${body.sha256} is not that of ${what}.`, {
      param: 'sha256',
    });
  }

  private async found(row: Promise<ReviewRow | null>, id: string): Promise<ReviewRow> {
    const found = await row;
    if (!found) throw notFound('review_not_found', `No review '${id.slice(0, 80)}'.`);
    return found;
  }

  private async view(tx: Tx, row: ReviewRow) {
    return reviewView(row, (await this.beside(tx, [row]))(row));
  }

  private async beside(tx: Tx, rows: readonly ReviewRow[]): Promise<(row: ReviewRow) => Beside> {
    const ids = rows.map(({ id }) => id);
    const radius = await this.reach.radius(tx, rows[0]?.projectId ?? '', rows.map(nodesOf));
    const deadlines = await this.reach.deadlines(tx, ids);
    const decisions = rows.map(({ decisionId }) => decisionId);
    const published = await this.reach.publishedAs(tx, decisions);
    const settled = await this.rows.settledBy(tx, rows);
    return ({ id, decisionId }) => ({
      ...{ radius: radius.get(id), deadline: deadlines.get(id), settles: settled.get(id) },
      publishedAs: published.get(decisionId),
    });
  }

  private async recordRefusal(ctx: Ctx, id: string, { code }: AppError): Promise<void> {
    if (code === 'precondition_required') return;
    await this.db.tx(ctx, async (tx) => {
      const row = await this.rows.find(tx, id);
      if (row) await this.record(tx, ctx, row, 'review.refused', { code, state: row.state });
    });
  }

  private record(tx: Tx, ctx: Ctx, row: ReviewRow, action: string, facts: Record<string, unknown>) {
    return this.audit.append(tx, ctx, {
      action,
      targetType: 'review',
      targetId: row.id,
      facts: { member: ctx.member, ...facts },
    });
  }
}

const nodesOf = (row: ReviewRow) => ({
  review: row.id,
  nodes: [...new Set(row.findings.map((finding) => finding.node))],
});

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
