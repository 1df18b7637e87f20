import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { Db } from '#platform/db.js';
import type { Logger } from '#platform/logger.js';
import { CLOCK, LOGGER } from '#platform/tokens.js';
import { AuditService } from './audit.service.js';

export interface Refusal {
  code: string;
  operation: string;
  /** What else helps whoever reads it; never what was sent as a secret. */
  facts?: Record<string, unknown>;
}

const EVERY_MS = 60_000;
const MAX_KNOWN = 5_000;

/**
 * Puts refused requests on record: one event a minute for the same actor, operation and reason, with the number of those left
 * out before it, so that nobody fills the chain by knocking. Whom nobody knows is in the log alone: there is no project to
 * write it into. No event and no line holds what was sent.
 */
@Injectable()
export class Refusals {
  private readonly known = new Map<string, { until: number; left: number }>();

  constructor(
    private readonly db: Db,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly log: Logger,
  ) {}

  async record(ctx: Ctx, of: Refusal): Promise<void> {
    const left = this.isDue(`${ctx.projectId} ${ctx.actor} ${of.operation} ${of.code}`);
    if (left === null) return;
    const entry = {
      action: 'access.refused',
      targetType: 'operation',
      targetId: of.operation,
      facts: { ...of.facts, code: of.code, member: ctx.member, ...(left > 0 ? { left_out: left } : {}) },
    };
    // a refusal stands whether or not it can be written down
    await this.db
      .tx(ctx, (tx) => this.audit.append(tx, ctx, entry))
      .catch((error: unknown) =>
        this.log.warn({ err: error, request_id: ctx.requestId }, 'a refusal was not audited'),
      );
  }

  stranger(of: { code: string; operation: string; requestId: string }): void {
    const left = this.isDue(`${of.operation} ${of.code}`);
    if (left === null) return;
    this.log.warn(
      { request_id: of.requestId, code: of.code, operation: of.operation, left_out: left },
      'access refused',
    );
  }

  /** How many were left out since the last one; null where this one is left out too. */
  private isDue(what: string): number | null {
    const now = this.clock.now().getTime();
    const seen = this.known.get(what);
    if (seen && now < seen.until) {
      seen.left += 1;
      return null;
    }
    if (this.known.size >= MAX_KNOWN) this.known.delete(this.known.keys().next().value!);
    this.known.delete(what);
    this.known.set(what, { until: now + EVERY_MS, left: 0 });
    return seen?.left ?? 0;
  }
}
