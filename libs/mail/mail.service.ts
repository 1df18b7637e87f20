import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { anyOf } from '#platform/cursor.js';
import { Db, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import type { MemberRow } from '#projects/members.service.js';
import { MAIL, type MailSettings } from './mail.port.js';
import { type MailRow, MailRepository } from './mail.repository.js';
import { wants } from './mail-retry.js';
import { messageIdOf, type Notice, subjectOf } from './mail-text.js';

export interface Told {
  /** Told once to each member under this key. */
  key: string;
  kind: string;
  subjectId: string;
  notice: Notice;
  /** Handed to the member, or an answer to what it asked. */
  personal: boolean;
}

/** What members are told by mail. A notice is written in the transaction of what it tells: both happen, or neither. */
@Injectable()
export class MailService {
  constructor(
    private readonly db: Db,
    private readonly rows: MailRepository,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MAIL) private readonly settings: MailSettings | null,
  ) {}

  /** Whether this installation sends mail at all. */
  get isOn(): boolean {
    return this.settings !== null;
  }

  /** Nothing for a member without an address, or who does not want it. */
  async tell(tx: Tx, members: readonly MemberRow[], told: Told): Promise<void> {
    if (!this.settings) return;
    const now = this.clock.now();
    const due = new Date(now.getTime() + this.settings.digestSeconds * 1000);
    // in one order, so that two transactions that tell the same members wait for each other
    for (const { id, projectId, email, notify } of [...members].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      if (email === null || !wants(notify, told.personal)) continue;
      const { key, kind, subjectId, notice: content } = told;
      const notice = { projectId, memberId: id, address: email, key, kind, subjectId, content };
      if (!(await this.rows.wasTold(tx, notice))) await this.rows.add(tx, notice, { now, due });
    }
  }

  async list(ctx: Ctx, query: PageQuery & { state?: readonly string[]; member?: readonly string[] }) {
    const where = { projectId: ctx.projectId, state: anyOf(query.state), memberId: anyOf(query.member) };
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, where, query));
    return pageOf(rows, query.limit, (row) => mailView(row, this.settings?.from ?? null));
  }
}

const mailView = (row: MailRow, from: string | null) => ({
  id: row.id,
  object: 'mail' as const,
  member: row.memberId,
  to: row.address,
  subject: subjectOf(row.notices.map(({ content }) => content as unknown as Notice)),
  message_id: from === null ? null : messageIdOf(row.id, from),
  state: row.state,
  attempts: row.attempts,
  last_error: row.lastError,
  notices: row.notices.map(({ kind, subjectId, createdAt }) => ({
    ...{ kind, subject: subjectId, created_at: unix(createdAt) },
  })),
  created_at: unix(row.createdAt),
  next_attempt_at: unixOrNull(row.nextAttemptAt),
  finished_at: unixOrNull(row.finishedAt),
});
