import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { OBJECT_STORE, type ObjectStorePort } from '#platform/object-store.port.js';
import { CLOCK } from '#platform/tokens.js';
import { isOpen, UploadsRepository } from './uploads.repository.js';

/** A part that is not whole by then was cut off. */
const ARRIVING_SECONDS = 3600;

/** Ends uploads whose hour is over, and deletes the parts of those that have ended. */
@Injectable()
export class UploadsProcessor implements Handler {
  readonly topic = 'upload';

  constructor(
    private readonly db: Db,
    private readonly rows: UploadsRepository,
    private readonly audit: AuditService,
    @Inject(OBJECT_STORE) private readonly store: ObjectStorePort,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, this.clock.now(), limit));
  }

  async step(id: string): Promise<Outcome> {
    const now = this.clock.now();
    const row = await this.db.tx(systemCtx(), (tx) => this.rows.find(tx, id));
    if (!row || isOpen(row, now)) return done();
    const ctx = systemCtx(row.projectId, 'upload-sweep');
    if (row.state === 'pending') {
      await this.db.tx(ctx, async (tx) => {
        if (!(await this.rows.closeIfPending(tx, id, { state: 'expired', nextStepAt: now }))) return;
        await this.audit.append(tx, ctx, { action: 'upload.expired', targetType: 'upload', targetId: id });
      });
    }
    const begunBefore = new Date(now.getTime() - ARRIVING_SECONDS * 1000);
    const parts = await this.db.tx(ctx, (tx) => this.rows.settledParts(tx, id, begunBefore));
    for (const part of parts) await this.store.delete(part.sha256);
    failpoint('upload.parts_deleted');
    const lookAgainAt = new Date(now.getTime() + ARRIVING_SECONDS * 1000);
    await this.db.tx(ctx, (tx) =>
      this.rows.forgetParts(
        tx,
        id,
        parts.map((part) => part.id),
        lookAgainAt,
      ),
    );
    return done();
  }
}
