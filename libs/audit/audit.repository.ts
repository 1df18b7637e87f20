import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';
import type { ChainedEvent } from '#audit/audit-chain.js';

export type AuditRow = ChainedEvent & { hash: string };

@Injectable()
export class AuditRepository {
  /** The head of the project's chain, under a lock held to the end of the transaction: appends come one by one. */
  async lockHead(tx: Tx, projectId: string): Promise<{ seq: bigint; hash: string } | null> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${projectId}`}, 0))`;
    return tx.auditEvent.findFirst({
      where: { projectId },
      orderBy: { seq: 'desc' },
      select: { seq: true, hash: true },
    });
  }

  async insert(tx: Tx, row: AuditRow): Promise<void> {
    await tx.auditEvent.create({ data: { ...row, facts: row.facts as object } });
  }

  async list(tx: Tx, filter: Prisma.AuditEventWhereInput, page: PageQuery): Promise<AuditRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'audit_event',
      prefix: 'aud_',
    });
    const { id, createdAt } = within;
    const at = createdAt && { gte: createdAt.gte?.toISOString(), lt: createdAt.lt?.toISOString() };
    return arrange(await tx.auditEvent.findMany({ where: { ...filter, id, at }, orderBy, take }));
  }

  batch(tx: Tx, projectId: string, afterSeq: bigint, take: number): Promise<AuditRow[]> {
    return tx.auditEvent.findMany({
      where: { projectId, seq: { gt: afterSeq } },
      orderBy: { seq: 'asc' },
      take,
    });
  }
}
