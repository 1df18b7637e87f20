import { Injectable } from '@nestjs/common';
import { newId } from '#kernel/ids.js';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

const WITH_NOTICES = { notices: { orderBy: { id: 'asc' } } } as const;
export type MailRow = Prisma.MailGetPayload<{ include: typeof WITH_NOTICES }>;
export interface NewNotice {
  projectId: string;
  memberId: string;
  address: string;
  key: string;
  kind: string;
  subjectId: string;
  content: object;
}

@Injectable()
export class MailRepository {
  async wasTold(tx: Tx, { projectId, memberId, key }: NewNotice): Promise<boolean> {
    const where = { projectId_memberId_key: { projectId, memberId, key } };
    return (await tx.mailNotice.findUnique({ where, select: { id: true } })) !== null;
  }

  /** Into the mail that gathers for the member, which a new one becomes where there is none. */
  async add(tx: Tx, notice: NewNotice, at: { now: Date; due: Date }): Promise<void> {
    const { projectId, memberId, address, key, kind, subjectId, content } = notice;
    const [mail] = await tx.$queryRaw<{ id: string }[]>`
      INSERT INTO mail (id, project_id, member_id, address, next_attempt_at, created_at)
      VALUES (${newId('mail_')}, ${projectId}, ${memberId}, ${address}, ${at.due}, ${at.now})
      ON CONFLICT (project_id, member_id) WHERE state = 'gathering' DO UPDATE SET address = EXCLUDED.address
      RETURNING id`;
    await tx.mailNotice.createMany({
      data: {
        ...{ id: newId('ntc_'), projectId, memberId, mailId: mail!.id, key, kind, subjectId, content },
        createdAt: at.now,
      },
      skipDuplicates: true,
    });
  }

  async due(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const where = { nextAttemptAt: { lte: now } };
    const rows = await tx.mail.findMany({
      where,
      select: { id: true },
      orderBy: { nextAttemptAt: 'asc' },
      take: limit,
    });
    return rows.map(({ id }) => id);
  }

  /** The mail for this worker until `until`; null where another has it or its time has not come. */
  async claim(tx: Tx, id: string, at: { now: Date; until: Date }): Promise<MailRow | null> {
    const [free] = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM mail WHERE id = ${id} AND next_attempt_at <= ${at.now} FOR UPDATE SKIP LOCKED`;
    if (!free) return null;
    const { firstTriedAt } = (await tx.mail.findUnique({ where: { id } }))!;
    return tx.mail.update({
      where: { id },
      data: {
        ...{ state: 'sending', attempts: { increment: 1 }, nextAttemptAt: at.until },
        firstTriedAt: firstTriedAt ?? at.now,
      },
      include: WITH_NOTICES,
    });
  }

  /** Only of the try that was claimed: what a worker says that has lost it is dropped. */
  async settle(
    tx: Tx,
    { id, attempts }: Pick<MailRow, 'id' | 'attempts'>,
    data: Prisma.MailUncheckedUpdateManyInput,
  ): Promise<boolean> {
    const { count } = await tx.mail.updateMany({ where: { id, attempts, state: 'sending' }, data });
    return count === 1;
  }

  async list(tx: Tx, where: Prisma.MailWhereInput, page: PageQuery): Promise<MailRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, { table: 'mail', prefix: 'mail_' });
    return arrange(
      await tx.mail.findMany({ where: { ...where, ...within }, include: WITH_NOTICES, orderBy, take }),
    );
  }
}
