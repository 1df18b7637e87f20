import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type JudgementRow = Prisma.JudgementGetPayload<object>;
export type CallRow = Prisma.JudgementCallGetPayload<object>;
export type JudgementChange = Prisma.JudgementUncheckedUpdateManyInput;

@Injectable()
export class JudgementsRepository {
  insert(tx: Tx, data: Prisma.JudgementUncheckedCreateInput): Promise<JudgementRow> {
    return tx.judgement.create({ data });
  }

  find(tx: Tx, id: string): Promise<JudgementRow | null> {
    return tx.judgement.findUnique({ where: { id } });
  }

  async list(tx: Tx, where: Prisma.JudgementWhereInput, page: PageQuery): Promise<JudgementRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'judgement',
      prefix: 'jdg_',
    });
    return arrange(await tx.judgement.findMany({ where: { ...where, ...within }, orderBy, take }));
  }

  calls(tx: Tx, judgementId: string, page: { skip?: number; take?: number } = {}): Promise<CallRow[]> {
    const orderBy = [{ row: 'asc' }, { swapped: 'asc' }] as const;
    return tx.judgementCall.findMany({ where: { judgementId }, orderBy: [...orderBy], ...page });
  }

  async due(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const where = { nextStepAt: { lte: now } };
    const rows = await tx.judgement.findMany({
      ...{ where, orderBy: { nextStepAt: 'asc' }, take: limit, select: { id: true } },
    });
    return rows.map(({ id }) => id);
  }

  /** Takes a due judgement until `until`; null: not due, or another worker was faster. */
  async claim(
    tx: Tx,
    id: string,
    lease: { token: string; now: Date; until: Date },
  ): Promise<JudgementRow | null> {
    const { count } = await tx.judgement.updateMany({
      where: { id, nextStepAt: { lte: lease.now } },
      data: { leaseToken: lease.token, nextStepAt: lease.until },
    });
    return count === 1 ? this.find(tx, id) : null;
  }

  /** False: it is cancelled, or the lease is another's by now. */
  async applyIfLeased(tx: Tx, { id, leaseToken }: JudgementRow, data: JudgementChange): Promise<boolean> {
    return (await tx.judgement.updateMany({ where: { id, leaseToken, state: 'running' }, data })).count === 1;
  }

  /** False: it was final before. */
  async cancelIfRunning(tx: Tx, id: string, now: Date): Promise<boolean> {
    const data = { state: 'cancelled', nextStepAt: null, leaseToken: null, finishedAt: now };
    return (await tx.judgement.updateMany({ where: { id, state: 'running' }, data })).count === 1;
  }

  async insertCall(tx: Tx, data: Prisma.JudgementCallUncheckedCreateInput): Promise<void> {
    await tx.judgementCall.create({ data });
  }
}
