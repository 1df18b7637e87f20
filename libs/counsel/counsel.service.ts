import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { AppError, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import type { Config } from '#platform/config.js';
import { anyOf } from '#platform/cursor.js';
import { Db, type Tx } from '#platform/db.js';
import { sameSecret } from '#platform/same-secret.js';
import { CLOCK, CONFIG } from '#platform/tokens.js';
import { MembersService } from '#projects/members.service.js';
import { ReviewsService } from '#reviews/reviews.service.js';
import { CounselRepository, type LinkRow } from './counsel.repository.js';

const WINDOW_SECONDS = 3600;
const MOST_OPENS = 60;

/** Links for counsel: who made them for whom, and each time one is opened. */
@Injectable()
export class CounselService {
  constructor(
    private readonly db: Db,
    private readonly rows: CounselRepository,
    private readonly reviews: ReviewsService,
    private readonly audit: AuditService,
    private readonly members: MembersService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Pick<Config, 'LUTHIER_PUBLIC_URL'>,
  ) {}

  /** The token is in this answer alone: 256 random bits, of which the sha256 is stored. */
  async create(ctx: Ctx, reviewId: string, body: { for: string; expires_in_seconds: number }) {
    const { id: review } = await this.reviews.get(ctx, reviewId);
    const token = `lc-${randomBytes(32).toString('base64url')}`;
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + body.expires_in_seconds * 1000);
    return this.db.tx(ctx, async (tx) => {
      const row = await this.rows.insert(tx, {
        id: newId('rvl_'),
        ...{ projectId: ctx.projectId, reviewId: review, label: body.for, tokenSha256: hashOf(token) },
        ...{ createdBy: ctx.member, createdAt: now, expiresAt },
      });
      await this.record(tx, ctx, row, 'review_link.created', { expires_at: expiresAt.toISOString() });
      const base = (this.config.LUTHIER_PUBLIC_URL ?? '').replace(/\/+$/, '');
      return { ...linkView(row), url: `${base}/v1/counsel/${token}` };
    });
  }

  async list(ctx: Ctx, query: PageQuery & { review?: readonly string[] }) {
    const where = { projectId: ctx.projectId, reviewId: anyOf(query.review) };
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, where, query));
    return pageOf(rows, query.limit, linkView);
  }

  async revoke(ctx: Ctx, id: string) {
    await this.db.tx(ctx, async (tx) => {
      const row = await this.rows.find(tx, ctx.projectId, id);
      const by = { member: ctx.member, at: this.clock.now() };
      if (!row || !(await this.rows.revoke(tx, row, by)))
        throw notFound('review_link_not_found', `No link '${id.slice(0, 80)}' that still opens anything.`);
      await this.record(tx, ctx, row, 'review_link.revoked', {});
    });
    return { id, object: 'review_link' as const, deleted: true };
  }

  /**
   * The link behind a token, counted and audited. One that is unknown, revoked, over, or of a member who was removed is the
   * same not_found; more than 60 opens an hour are limited `too_many_opens`.
   */
  async open(token: string, from: { requestId: string; format: string }): Promise<LinkRow> {
    const hash = hashOf(token);
    const now = this.clock.now();
    const found = await this.db.tx({ projectId: '*' }, async (tx) => {
      const row = await this.rows.findByHash(tx, hash);
      if (!row || !sameSecret(row.tokenSha256, hash) || row.revokedAt || row.expiresAt <= now) return null;
      if ((await this.members.named(tx, [row.createdBy])).get(row.createdBy)?.removedAt) return null;
      const ctx = readerOf(row, from.requestId);
      const [count, since] = await this.rows.count(tx, row.id, { now, windowSeconds: WINDOW_SECONDS });
      if (count > MOST_OPENS) {
        if (count === MOST_OPENS + 1) await this.record(tx, ctx, row, 'review_link.limited', {});
        return { limitedUntil: new Date(since.getTime() + WINDOW_SECONDS * 1000) };
      }
      await this.rows.opened(tx, row.id, now);
      await this.record(tx, ctx, row, 'review_link.opened', { format: from.format });
      return row;
    });
    if (!found)
      throw notFound(
        'counsel_link_not_found',
        'Nothing is behind this link: it is not known, or it has ended.',
      );
    if ('limitedUntil' in found) throw tooOften(found.limitedUntil, now);
    return found;
  }

  private record(tx: Tx, ctx: Ctx, row: LinkRow, action: string, facts: Record<string, unknown>) {
    const of = { review: row.reviewId, for: row.label };
    return this.audit.append(tx, ctx, {
      ...{ action, targetType: 'review_link', targetId: row.id },
      facts: { ...of, ...facts },
    });
  }
}

/** Who reads by a link: the link itself. It holds no role. */
export const readerOf = (row: LinkRow, requestId: string): Ctx => ({
  ...{ projectId: row.projectId, actor: row.id, member: 'system', roles: [], requestId },
});

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

const tooOften = (until: Date, now: Date): AppError =>
  new AppError(
    'limited',
    'too_many_opens',
    `This link was opened ${MOST_OPENS} times within an hour; try later.`,
    {
      headers: { 'retry-after': String(Math.ceil((until.getTime() - now.getTime()) / 1000)) },
    },
  );

const linkView = (row: LinkRow) => ({
  id: row.id,
  object: 'review_link' as const,
  review: row.reviewId,
  for: row.label,
  created_by: row.createdBy,
  created_at: unix(row.createdAt),
  expires_at: unix(row.expiresAt),
  revoked_at: unixOrNull(row.revokedAt),
  opened: row.openedCount,
  last_opened_at: unixOrNull(row.lastOpenedAt),
});
