import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type RecallRow = Prisma.RecallGetPayload<object>;

@Injectable()
export class RecallsRepository {
  insert(tx: Tx, data: Prisma.RecallUncheckedCreateInput): Promise<RecallRow> {
    return tx.recall.create({ data });
  }

  find(tx: Tx, id: string): Promise<RecallRow | null> {
    return tx.recall.findUnique({ where: { id } });
  }

  /** The recall that holds the subject now, or is about to. */
  findOpen(tx: Tx, projectId: string, subject: string): Promise<RecallRow | null> {
    const where = { projectId, subject, dryRun: false, state: { in: ['scanning', 'executed'] } };
    return tx.recall.findFirst({ where });
  }

  async list(tx: Tx, where: Prisma.RecallWhereInput, page: PageQuery): Promise<RecallRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, { table: 'recall', prefix: 'rcl_' });
    return arrange(await tx.recall.findMany({ where: { ...where, ...within }, orderBy, take }));
  }

  async due(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const where = { nextStepAt: { lte: now } };
    const rows = await tx.recall.findMany({
      where,
      orderBy: { nextStepAt: 'asc' },
      take: limit,
      select: { id: true },
    });
    return rows.map((row) => row.id);
  }

  /** Takes a due row for `seconds`; its new next_step_at is the fence of every write below. */
  async claim(tx: Tx, id: string, now: Date, seconds: number): Promise<RecallRow | null> {
    const until = new Date(now.getTime() + seconds * 1000);
    const count = await tx.$executeRaw`
      UPDATE recall SET next_step_at = ${until} WHERE id = (
        SELECT id FROM recall WHERE id = ${id} AND next_step_at <= ${now} FOR UPDATE SKIP LOCKED)`;
    return count === 1 ? this.find(tx, id) : null;
  }

  /** False: another worker owns the row, or it was released meanwhile. */
  async apply(tx: Tx, row: RecallRow, data: Prisma.RecallUncheckedUpdateManyInput): Promise<boolean> {
    const where = { id: row.id, state: row.state, nextStepAt: row.nextStepAt };
    return (await tx.recall.updateMany({ where, data })).count === 1;
  }

  async release(
    tx: Tx,
    id: string,
    by: Required<Pick<RecallRow, 'releasedAt' | 'releasedBy' | 'releaseReason'>>,
  ): Promise<boolean> {
    const where = { id, state: 'executed' };
    const data = { ...by, state: 'released', nextStepAt: null };
    return (await tx.recall.updateMany({ where, data })).count === 1;
  }
}
