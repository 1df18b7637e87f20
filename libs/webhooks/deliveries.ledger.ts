import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { again, done, failed, type Outcome } from '#kernel/outcome.js';
import { Db, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { type DeliveryChange, DeliveriesRepository, type LeasedDelivery } from './deliveries.repository.js';
import { waitSeconds } from './schedule.js';
import { type Attempted, isSuccess } from './sender.service.js';
import { type EndpointRow, WebhooksRepository } from './webhooks.repository.js';

/** DI token of the days without a success after which an endpoint is switched off. */
export const DISABLE_DAYS = 'WEBHOOK_DISABLE_DAYS';

/** Longer than one attempt may take: after it another worker sends again. */
const LEASE_SECONDS = 25;
const HISTORY = 30;
const DAY_MS = 24 * 3600 * 1000;

/** Every write of an attempt: short transactions, each fenced by the lease; a stale one is dropped. */
@Injectable()
export class DeliveriesLedger {
  constructor(
    private readonly db: Db,
    private readonly endpoints: WebhooksRepository,
    private readonly rows: DeliveriesRepository,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DISABLE_DAYS) private readonly disableDays: number,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, this.clock.now(), limit));
  }

  claim(id: string): Promise<LeasedDelivery | null> {
    const lease = { token: randomUUID(), now: this.clock.now(), seconds: LEASE_SECONDS };
    return this.db.tx(systemCtx(), (tx) => this.rows.claim(tx, id, lease));
  }

  /** Writes down what came of the attempt: delivered, to be tried again, or dead. */
  settle(leased: LeasedDelivery, seen: Attempted): Promise<Outcome> {
    const now = this.clock.now();
    const wait = waitSeconds(leased.attempts, seen.retryAfterSeconds, Math.random());
    const next = new Date(now.getTime() + wait * 1000);
    const isGone = seen.status === 410;
    const isDead = isGone || next > leased.giveUpAt;
    const ctx = systemCtx(leased.projectId, `webhook:${leased.id}`);
    return this.db.tx(systemCtx(), async (tx) => {
      const endpoint = await this.endpoints.lock(tx, leased.endpointId);
      const state = isSuccess(seen.status) ? 'delivered' : isDead ? 'dead' : 'pending';
      const end = state === 'pending' ? { nextStepAt: next } : { state, nextStepAt: null, finishedAt: now };
      const applied = await this.rows.applyIfLeased(tx, leased, { ...noteOf(leased, seen, now), ...end });
      if (!applied || !endpoint) return done();
      if (state === 'delivered') return this.succeeded(tx, endpoint);
      if (state === 'dead') await this.recordDead(tx, ctx, leased, seen);
      await this.noteFailing(tx, ctx, endpoint, isGone);
      return state === 'dead' ? failed(seen.error ?? 'dead') : again(wait);
    });
  }

  private async succeeded(tx: Tx, endpoint: EndpointRow): Promise<Outcome> {
    if (endpoint.failingSince !== null) await this.endpoints.change(tx, endpoint.id, { failingSince: null });
    return done();
  }

  private async noteFailing(tx: Tx, ctx: Ctx, endpoint: EndpointRow, isGone: boolean): Promise<void> {
    const now = this.clock.now();
    const since = endpoint.failingSince ?? now;
    const isOver = now.getTime() - since.getTime() >= this.disableDays * DAY_MS;
    if (endpoint.enabled && (isGone || isOver)) {
      const disabledReason = isGone
        ? 'the receiver answered 410 Gone'
        : `no delivery has succeeded for ${this.disableDays} days`;
      const { revision } = endpoint;
      await this.endpoints.change(tx, endpoint.id, {
        ...{ enabled: false, disabledReason, failingSince: since, revision: revision + 1, updatedAt: now },
      });
      await this.audit.append(tx, ctx, {
        action: 'webhook_endpoint.disabled',
        targetType: 'webhook_endpoint',
        targetId: endpoint.id,
        facts: { reason: disabledReason, failing_since: since.toISOString() },
      });
    } else if (endpoint.failingSince === null) {
      await this.endpoints.change(tx, endpoint.id, { failingSince: since });
    }
  }

  private recordDead(tx: Tx, ctx: Ctx, leased: LeasedDelivery, seen: Attempted): Promise<void> {
    const { endpointId: endpoint, eventId: event, attempts } = leased;
    const { status, error } = seen;
    return this.audit.append(tx, ctx, {
      action: 'webhook_delivery.dead',
      targetType: 'webhook_delivery',
      targetId: leased.id,
      facts: { endpoint, event, type: leased.event.type, attempts, status, error },
    });
  }
}

function noteOf(leased: LeasedDelivery, seen: Attempted, now: Date): DeliveryChange {
  const { status, error, response, latencyMs } = seen;
  const attempt = { at: now.toISOString(), status, error, latency_ms: latencyMs };
  const history = [...(leased.history as object[]), attempt].slice(-HISTORY);
  return { status, error, response, latencyMs, history };
}
