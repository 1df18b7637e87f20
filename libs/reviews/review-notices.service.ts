import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { MailService } from '#mail/mail.service.js';
import type { Tx } from '#platform/db.js';
import { type MemberRow, MembersService } from '#projects/members.service.js';
import { EligibleService } from './eligible.service.js';
import { AUDIENCE, type Happening, noticeOf } from './review-mail.js';
import type { ReviewRow } from './reviews.repository.js';

/** Tells by mail what happens to a review, in the transaction in which it happens; whoever did it is not told. */
@Injectable()
export class ReviewNotices {
  constructor(
    private readonly mails: MailService,
    private readonly members: MembersService,
    private readonly eligible: EligibleService,
  ) {}

  /** @param once what tells this happening from the next one of its kind */
  async tell(
    tx: Tx,
    ctx: Pick<Ctx, 'member'>,
    row: ReviewRow,
    happening: Happening,
    once = '',
  ): Promise<void> {
    if (!this.mails.isOn) return;
    const { kind } = happening;
    const people = await this.members.withMail(tx, row.projectId);
    const others = people.filter(({ id }) => id !== ctx.member);
    const by = ctx.member === 'system' ? null : await this.nameOf(tx, ctx.member);
    const told = {
      key: `${kind}:${row.id}:${once}`,
      ...{ kind: `review.${kind}`, subjectId: row.id, notice: noticeOf(row, { by, ...happening }) },
    };
    if (kind === 'assigned') {
      const taker = others.filter(({ id }) => id === row.assigneeId);
      return this.mails.tell(tx, taker, { ...told, personal: true });
    }
    const { reviewers, askers } = AUDIENCE[kind];
    const asking = askers ? others.filter(({ id }) => row.requestedBy.includes(id)) : [];
    await this.mails.tell(tx, asking, { ...told, personal: true });
    if (!reviewers) return;
    const may = await this.mayAnswer(tx, row, others);
    await this.mails.tell(tx, may, { ...told, personal: row.assigneeId !== null });
  }

  /** The one it was handed to alone, else all who may answer. */
  private async mayAnswer(tx: Tx, row: ReviewRow, members: MemberRow[]): Promise<MemberRow[]> {
    const asked = row.assigneeId === null ? members : members.filter(({ id }) => id === row.assigneeId);
    const may: MemberRow[] = [];
    for (const member of asked) {
      if ((await this.eligible.whyNot(tx, row, member)) === null) may.push(member);
    }
    return may;
  }

  private async nameOf(tx: Tx, id: string): Promise<string> {
    return (await this.members.named(tx, [id])).get(id)?.name ?? id;
  }
}
