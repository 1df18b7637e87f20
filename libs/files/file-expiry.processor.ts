import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { AuditService } from '#audit/audit.service.js';
import { Db } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { FilesRepository } from './files.repository.js';

/** Deletes files whose time has come. Readers do not wait for it: an expired file is not found from that second on. */
@Injectable()
export class FileExpiry implements Handler {
  readonly topic = 'file_expiry';

  constructor(
    private readonly db: Db,
    private readonly rows: FilesRepository,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.expired(tx, this.clock.now(), limit));
  }

  async step(id: string): Promise<Outcome> {
    const now = this.clock.now();
    await this.db.tx(systemCtx(), async (tx) => {
      const [row] = await this.rows.findMany(tx, [id]);
      if (!row?.expiresAt || row.expiresAt > now) return;
      if (!(await this.rows.markDeleted(tx, id, now))) return;
      const ctx = systemCtx(row.projectId, 'file-expiry');
      await this.audit.append(tx, ctx, { action: 'file.expired', targetType: 'file', targetId: id });
    });
    return done();
  }
}
