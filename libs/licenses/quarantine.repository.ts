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

  /** What live recalls of a project hold by what it is: rows whose subject begins so. */
  holdsLike(tx: Tx, projectId: string, prefix: string): Promise<QuarantineRow[]> {
    const where = { projectId, subjectId: { startsWith: prefix }, releasedAt: null };
    return tx.quarantine.findMany({ where });
  }

  /** To the end of the transaction: uploads together, a recall alone. */
  async lock(tx: Tx, projectId: string, mode: 'shared' | 'alone'): Promise<void> {
    const key = `recall:${projectId}`;
    if (mode === 'shared')
      await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${key}, 0))`;
    else await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
  }

  async put(tx: Tx, rows: Prisma.QuarantineCreateManyInput[]): Promise<number> {
    return (await tx.quarantine.createMany({ data: rows, skipDuplicates: true })).count;
  }

  async release(tx: Tx, recallId: string, now: Date): Promise<number> {
    const where = { recallId, releasedAt: null };
    return (await tx.quarantine.updateMany({ where, data: { releasedAt: now } })).count;
  }
}
