import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '#kernel/clock.js';
import { auditView } from '#kernel/audit-export.js';
import type { Ctx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { anyOf } from '#platform/cursor.js';
import { Db, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { chainHash, GENESIS, verifyChain, type ChainReport } from '#kernel/audit-chain.js';
import { AuditRepository, type AuditRow } from '#audit/audit.repository.js';

export type { AuditRow };

export interface AuditEntry {
  /** `<noun>.<past verb>`, e.g. `job.submitted`. */
  action: string;
  targetType: string;
  targetId: string;
  facts?: Record<string, unknown>;
}

interface AuditFilter {
  actor?: readonly string[];
  action?: readonly string[];
  target_id?: readonly string[];
}

@Injectable()
export class AuditService {
  constructor(
    private readonly db: Db,
    private readonly rows: AuditRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Appends to the project's hash chain in the transaction of the change itself: both happen, or neither. */
  async append(tx: Tx, ctx: Ctx, entry: AuditEntry): Promise<void> {
    const head = await this.rows.lockHead(tx, ctx.projectId);
    const event = {
      id: newId('aud_'),
      projectId: ctx.projectId,
      seq: (head?.seq ?? 0n) + 1n,
      actor: ctx.actor,
      action: entry.action,
      targetType: entry.targetType,
      targetId: entry.targetId,
      facts: JSON.parse(JSON.stringify(entry.facts ?? {})) as unknown,
      requestId: ctx.requestId,
      at: this.clock.now().toISOString(),
      prevHash: head?.hash ?? GENESIS,
    };
    await this.rows.insert(tx, { ...event, hash: chainHash(event) });
  }

  /** Until the transaction ends nobody else appends to the chain: what is counted now still holds when the caller appends. */
  async hold(tx: Tx, projectId: string): Promise<void> {
    await this.rows.lockHead(tx, projectId);
  }

  /** The last row's number, 0 before the first. Under the chain's lock, so that what the caller adds comes right behind it. */
  async headSeq(tx: Tx, projectId: string): Promise<bigint> {
    return (await this.rows.lockHead(tx, projectId))?.seq ?? 0n;
  }

  /** Up to `take` rows behind `seq`, in order. Rows are committed in the order of their numbers: none comes in between later. */
  rowsAfter(tx: Tx, projectId: string, seq: bigint, take: number): Promise<AuditRow[]> {
    return this.rows.batch(tx, projectId, seq, take);
  }

  async list(ctx: Ctx, query: PageQuery & AuditFilter) {
    const filter = {
      projectId: ctx.projectId,
      actor: anyOf(query.actor),
      action: anyOf(query.action),
      targetId: anyOf(query.target_id),
    };
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, filter, query));
    return pageOf(rows, query.limit, auditView);
  }

  /** Walks the whole chain of the project in batches, so that memory stays flat. */
  verify(ctx: Ctx): Promise<ChainReport> {
    return verifyChain(this.batches(ctx));
  }

  private async *batches(ctx: Ctx): AsyncIterable<AuditRow[]> {
    let after = 0n;
    for (;;) {
      const batch = await this.db.tx(ctx, (tx) => this.rows.batch(tx, ctx.projectId, after, 1000));
      if (batch.length === 0) return;
      yield batch;
      after = batch.at(-1)!.seq;
    }
  }
}
