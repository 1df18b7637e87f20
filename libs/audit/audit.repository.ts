import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { anyOf, pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';
import type { ChainedEvent } from '#kernel/audit-chain.js';

export type AuditRow = ChainedEvent & { hash: string };

/** Rows up to a number that match, some at a time. */
export interface MatchedRows {
  projectId: string;
  filter: { actor?: string[]; action?: string[]; target_id?: string[] };
  upTo: bigint;
  take: number;
}

@Injectable()
export class AuditRepository {
  /** The head of the project's chain, under a lock held to the end of the transaction: appends come one by one. */
  async lockHead(tx: Tx, projectId: string): Promise<{ seq: bigint; hash: string } | null> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`audit:${projectId}`}, 0))`;
    return this.findHead(tx, projectId);
  }

  /** Without a lock: what is appended meanwhile is not in it. */
  findHead(tx: Tx, projectId: string): Promise<{ seq: bigint; hash: string } | null> {
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

  matched(tx: Tx, { projectId, filter, upTo, take }: MatchedRows, afterSeq: bigint): Promise<AuditRow[]> {
    const { actor, action, target_id } = filter;
    return tx.auditEvent.findMany({
      where: {
        ...{ projectId, seq: { gt: afterSeq, lte: upTo } },
        ...{ actor: anyOf(actor), action: anyOf(action), targetId: anyOf(target_id) },
      },
      orderBy: { seq: 'asc' },
      take,
    });
  }
}
