import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { denied } from '#kernel/errors.js';
import { Db, type Tx } from '#platform/db.js';
import { heldRecord } from './held.js';
import { QuarantineRepository, type QuarantineRow } from './quarantine.repository.js';

/** What a recall has taken out of use. Every slice asks before it uses something; only a recall writes. */
@Injectable()
export class QuarantineService {
  constructor(
    private readonly db: Db,
    private readonly rows: QuarantineRepository,
  ) {}

  /** Throws denied `quarantined` when a recall holds one of these ids. */
  async assertFree(ctx: Ctx, ids: readonly string[]): Promise<void> {
    await this.db.tx(ctx, (tx) => this.assertFreeIn(tx, ids));
  }

  /** The same in the caller's transaction, which holds the lock where it is about to keep something. */
  async assertFreeIn(tx: Tx, ids: readonly string[]): Promise<void> {
    const held = await this.rows.findHeld(tx, ids);
    if (!held) return;
    throw denied(
      'quarantined',
      `${held.subjectId} is quarantined by the recall ${held.recallId}: ${held.reason}. It cannot be used until an admin releases the recall.`,
      { recall: held.recallId, subject: held.subjectId, headers: { 'x-should-retry': 'false' } },
    );
  }

  findHeld(ctx: Ctx, ids: readonly string[]): Promise<QuarantineRow | null> {
    return this.db.tx(ctx, (tx) => this.rows.findHeld(tx, ids));
  }

  /** A recall sees what was kept before it, and what is kept later sees the recall: whoever keeps a copy holds this meanwhile. */
  lock(tx: Tx, ctx: Ctx, mode: 'shared' | 'alone'): Promise<void> {
    return this.rows.lock(tx, ctx.projectId, mode);
  }

  /** The records that live recalls of the project hold. */
  async recordHolds(tx: Tx, ctx: Ctx): Promise<(QuarantineRow & { record: string })[]> {
    const rows = await this.rows.holdsLike(tx, ctx.projectId, heldRecord(''));
    return rows.map((row) => ({ ...row, record: row.subjectId.slice(heldRecord('').length) }));
  }

  /** Every live hold of the project over one of these. */
  async holdsOf(tx: Tx, ctx: Ctx, ids: readonly string[]): Promise<QuarantineRow[]> {
    const rows = await this.rows.heldOf(tx, ids);
    return rows.filter(({ projectId }) => projectId === ctx.projectId);
  }

  /** By subject: the recall that holds it. */
  async heldOf(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
    const rows = await this.db.tx(ctx, (tx) => this.rows.heldOf(tx, ids));
    return new Map(rows.map((row) => [row.subjectId, row.recallId]));
  }

  /** Takes these out of use, in the caller's transaction; answers how many were not yet held by this recall. */
  put(tx: Tx, ctx: Ctx, of: { recallId: string; reason: string; ids: readonly string[]; at: Date }) {
    const { recallId, reason, ids, at } = of;
    const rows = ids.map((subjectId) => ({
      recallId,
      subjectId,
      projectId: ctx.projectId,
      reason,
      createdAt: at,
    }));
    return this.rows.put(tx, rows);
  }

  release(tx: Tx, recallId: string, now: Date): Promise<number> {
    return this.rows.release(tx, recallId, now);
  }
}
