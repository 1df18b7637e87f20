import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { anyOf } from '#platform/cursor.js';
import { Db, type Tx } from '#platform/db.js';
import { keepAnswer } from '#platform/once.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { DeliveriesRepository, type DeliveryRow } from './deliveries.repository.js';
import { EVENT_TYPES } from './events.js';
import { GIVE_UP_SECONDS } from './schedule.js';
import { Sender } from './sender.service.js';
import { type EndpointRow, WebhooksRepository } from './webhooks.repository.js';
import { deliveryView } from './webhooks.view.js';

/** The delivery log, and sending again. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly db: Db,
    private readonly endpoints: WebhooksRepository,
    private readonly rows: DeliveriesRepository,
    private readonly sender: Sender,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(ctx: Ctx, endpointId: string, query: PageQuery & { state?: readonly string[] }) {
    const rows = await this.db.tx(ctx, async (tx) => {
      await this.endpoint(tx, endpointId);
      return this.rows.list(tx, { endpointId, state: anyOf(query.state) }, query);
    });
    return pageOf(rows, query.limit, deliveryView);
  }

  get(ctx: Ctx, id: string) {
    return this.db.tx(ctx, async (tx) => deliveryView(await this.found(tx, id)));
  }

  /** Once more, for up to a day, under the same webhook-id. Throws conflict while it is still on its way. */
  redeliver(ctx: Ctx, id: string) {
    return this.db.tx(ctx, async (tx) => {
      const row = await this.found(tx, id);
      const endpoint = await this.endpoint(tx, row.endpointId);
      if (!endpoint.enabled) throw isOff(endpoint);
      const now = this.clock.now();
      const giveUpAt = new Date(now.getTime() + GIVE_UP_SECONDS * 1000);
      if (!(await this.rows.restart(tx, id, { now, giveUpAt }))) throw isOnItsWay(row);
      await this.audit.append(tx, ctx, {
        action: 'webhook_delivery.redelivered',
        targetType: 'webhook_delivery',
        targetId: id,
        facts: { endpoint: endpoint.id, event: row.eventId },
      });
      await ring(tx, 'webhook.delivery', id);
      const answer = deliveryView(await this.found(tx, id));
      await keepAnswer(tx, ctx, answer);
      return answer;
    });
  }

  /** Sends a sample at once, and once. It is in no log. Throws invalid `webhook_unreachable` where there is no answer. */
  async test(ctx: Ctx, id: string, eventType: string) {
    const endpoint = await this.db.tx(ctx, (tx) => this.endpoint(tx, id));
    const seen = await this.sender.send(endpoint, {
      ...{ id: newId('evt_'), projectId: ctx.projectId, type: eventType, data: sampleOf(eventType) },
      createdAt: this.clock.now(),
    });
    if (seen.status === null) {
      const why = `The webhook endpoint gave no answer (${seen.error}).`;
      throw invalid('webhook_unreachable', why, { status: 422 });
    }
    return {
      object: 'webhook_endpoint.test' as const,
      ...{ webhook_endpoint_id: id, event_type: eventType, success: true as const },
      ...{ status_code: seen.status, response: seen.response, latency_ms: seen.latencyMs },
    };
  }

  private async found(tx: Tx, id: string): Promise<DeliveryRow> {
    const row = await this.rows.find(tx, id);
    if (!row) throw notFound('webhook_delivery_not_found', `No webhook delivery '${id.slice(0, 80)}'.`);
    return row;
  }

  private async endpoint(tx: Tx, id: string): Promise<EndpointRow> {
    const row = await this.endpoints.find(tx, id);
    if (!row) throw notFound('webhook_endpoint_not_found', `No webhook endpoint '${id.slice(0, 80)}'.`);
    return row;
  }
}

function sampleOf(eventType: string): { id: string; object: string } {
  const known = EVENT_TYPES.find(({ type }) => type === eventType);
  return { id: 'sample', object: known?.object ?? eventType.split('.')[0]! };
}

const isOff = ({ id, disabledReason }: EndpointRow) =>
  conflict(
    'webhook_endpoint_disabled',
    `The webhook endpoint ${id} is off (${disabledReason}); switch it on, then send again.`,
    { headers: { 'x-should-retry': 'false' } },
  );
const isOnItsWay = ({ id }: DeliveryRow) =>
  conflict('webhook_delivery_pending', `The webhook delivery ${id} is still on its way.`, {
    headers: { 'x-should-retry': 'false' },
  });
