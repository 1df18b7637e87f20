import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { AuditService } from '#audit/audit.service.js';
import { Db } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import type { Logger } from '#platform/logger.js';
import { Seldom } from '#platform/seldom.js';
import { CLOCK, LOGGER } from '#platform/tokens.js';
import { driftOf, type MirroredModel } from './alias-drift.js';
import { RegistryRepository } from './registry.repository.js';
import { TRACKING, type TrackingPort } from './tracking.port.js';

const EVERY_MS = 30_000;

/**
 * Looks at the tracker's aliases, at the start and twice a minute, a batch of models each time. The tracker decides nothing:
 * what somebody moved there is audited as `mlflow.alias_drift` and put back. It has no row, as the sweep of the store has none.
 */
@Injectable()
export class AliasDriftProcessor implements Handler {
  readonly topic = 'mirror.drift';
  private nextMs = 0;
  private after = '';
  private readonly unreachable: Seldom;

  constructor(
    private readonly db: Db,
    private readonly rows: RegistryRepository,
    private readonly audit: AuditService,
    @Inject(TRACKING) private readonly tracking: TrackingPort,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) log: Logger,
  ) {
    this.unreachable = new Seldom(log, 'the tracker could not be asked for its aliases');
  }

  async due(limit: number): Promise<string[]> {
    const nowMs = this.clock.now().getTime();
    if (nowMs < this.nextMs) return [];
    this.nextMs = nowMs + EVERY_MS;
    const ids = await this.db.tx(systemCtx(), (tx) => this.rows.mirroredModels(tx, this.after, limit));
    this.after = ids.length < limit ? '' : ids.at(-1)!;
    return ids;
  }

  async step(modelId: string): Promise<Outcome> {
    const known = await this.load(modelId);
    if (!known) return done();
    try {
      const seen = await this.tracking.aliasesOf(known.name);
      this.unreachable.over();
      // read again behind the question: a promotion that moved meanwhile is no drift
      const now = await this.load(modelId);
      if (now) await this.putRight(now, seen);
    } catch (error) {
      this.unreachable.warn(error);
    }
    return done();
  }

  private load(modelId: string): Promise<MirroredModel | null> {
    return this.db.tx(systemCtx(), (tx) => this.rows.mirroredModel(tx, modelId));
  }

  private async putRight(model: MirroredModel, seen: Record<string, string>): Promise<void> {
    for (const { alias, found, expected } of driftOf(model, seen)) {
      const ctx = systemCtx(model.projectId, `mirror:${model.id}`);
      await this.db.tx(ctx, (tx) =>
        this.audit.append(tx, ctx, {
          action: 'mlflow.alias_drift',
          targetType: 'registered_model',
          targetId: model.id,
          facts: { alias, tracker_model: model.name, found, expected },
        }),
      );
      await this.tracking.setAlias(model.name, alias, expected);
    }
  }
}
