import { Injectable } from '@nestjs/common';
import type { Prisma, Tx } from '#platform/db.js';

export type QuarantineRow = Prisma.QuarantineGetPayload<object>;

@Injectable()
export class QuarantineRepository {
  /** One hold over any of these ids, the oldest. */
  async findHeld(tx: Tx, ids: readonly string[]): Promise<QuarantineRow | null> {
    return tx.quarantine.findFirst({
      where: { subjectId: { in: [...ids] }, releasedAt: null },
      orderBy: { createdAt: 'asc' },
    });
  }

  heldOf(tx: Tx, ids: readonly string[]): Promise<QuarantineRow[]> {
    return tx.quarantine.findMany({ where: { subjectId: { in: [...ids] }, releasedAt: null } });
  }

  async put(tx: Tx, rows: Prisma.QuarantineCreateManyInput[]): Promise<number> {
    return (await tx.quarantine.createMany({ data: rows, skipDuplicates: true })).count;
  }

  async release(tx: Tx, recallId: string, now: Date): Promise<number> {
    const where = { recallId, releasedAt: null };
    return (await tx.quarantine.updateMany({ where, data: { releasedAt: now } })).count;
  }
}
