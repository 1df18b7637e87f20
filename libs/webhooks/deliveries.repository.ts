import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import { Prisma, type Tx } from '#platform/db.js';

export type DeliveryRow = Prisma.WebhookDeliveryGetPayload<{ include: { event: true } }>;
export type LeasedDelivery = Prisma.WebhookDeliveryGetPayload<{ include: { event: true; endpoint: true } }>;
export type DeliveryChange = Prisma.WebhookDeliveryUncheckedUpdateManyInput;

/** Deliveries that one endpoint is sent at once: a slow one fills its own lanes only. */
export const LANES = 4;

/** Events and their way to each endpoint. */
@Injectable()
export class DeliveriesRepository {
  async insertEvents(tx: Tx, data: Prisma.WebhookEventCreateManyInput[]): Promise<void> {
    await tx.webhookEvent.createMany({ data });
  }

  async insert(tx: Tx, data: Prisma.WebhookDeliveryCreateManyInput[]): Promise<void> {
    await tx.webhookDelivery.createMany({ data });
  }

  find(tx: Tx, id: string): Promise<DeliveryRow | null> {
    return tx.webhookDelivery.findUnique({ where: { id }, include: { event: true } });
  }

  async list(tx: Tx, where: Prisma.WebhookDeliveryWhereInput, page: PageQuery): Promise<DeliveryRow[]> {
    const of = { table: 'webhook_delivery', prefix: 'whd_' };
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, of);
    const rows = { where: { ...where, ...within }, orderBy, take, include: { event: true } };
    return arrange(await tx.webhookDelivery.findMany(rows));
  }

  /** The oldest due of each endpoint that is on, as many as it has lanes. */
  async due(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT d.id FROM webhook_endpoint e CROSS JOIN LATERAL (
        SELECT id, next_step_at, row_number() OVER (ORDER BY next_step_at, id) AS lane FROM (
          SELECT id, next_step_at FROM webhook_delivery
          WHERE endpoint_id = e.id AND next_step_at <= ${now} ORDER BY next_step_at, id LIMIT ${LANES}) o) d
      WHERE e.enabled ORDER BY d.lane, d.next_step_at LIMIT ${limit}`;
    return rows.map((row) => row.id);
  }

  /**
   * Takes a due delivery for `seconds` and counts the attempt. Null: not due, its endpoint is off or has no free lane, or
   * another worker was faster. Under the endpoint's lock, so that its lanes are counted one by one.
   */
  async claim(tx: Tx, id: string, lease: { token: string; now: Date; seconds: number }) {
    const { token, now } = lease;
    const until = new Date(now.getTime() + lease.seconds * 1000);
    const endpoints = await tx.$queryRaw<{ id: string }[]>`
      SELECT e.id FROM webhook_endpoint e JOIN webhook_delivery d ON d.endpoint_id = e.id
      WHERE d.id = ${id} AND e.enabled FOR NO KEY UPDATE OF e`;
    const [endpoint] = endpoints;
    if (!endpoint) return null;
    const count = await tx.$executeRaw`
      UPDATE webhook_delivery SET lease_token = ${token}, attempts = attempts + 1, next_step_at = ${until}
      WHERE id = (SELECT id FROM webhook_delivery WHERE id = ${id} AND next_step_at <= ${now} FOR UPDATE SKIP LOCKED)
      AND (SELECT count(*) FROM webhook_delivery WHERE endpoint_id = ${endpoint.id}
           AND lease_token IS NOT NULL AND next_step_at > ${now}) < ${LANES}`;
    if (count === 0) return null;
    const include = { event: true, endpoint: true };
    return tx.webhookDelivery.findUnique({ where: { id }, include });
  }

  /** False: the lease is another's by now, or the delivery is gone. */
  async applyIfLeased(tx: Tx, { id, leaseToken }: LeasedDelivery, data: DeliveryChange): Promise<boolean> {
    const where = { id, leaseToken, state: 'pending' };
    return (await tx.webhookDelivery.updateMany({ where, data: { ...data, leaseToken: null } })).count === 1;
  }

  /** False: it has not ended. */
  async restart(tx: Tx, id: string, of: { now: Date; giveUpAt: Date }): Promise<boolean> {
    const data = {
      state: 'pending',
      attempts: 0,
      nextStepAt: of.now,
      giveUpAt: of.giveUpAt,
      finishedAt: null,
    };
    return (
      (await tx.webhookDelivery.updateMany({ where: { id, state: { not: 'pending' } }, data })).count === 1
    );
  }

  /** One event that is older than `before` with nothing on its way any more. */
  async expired(tx: Tx, before: Date): Promise<string[]> {
    const row = await tx.webhookEvent.findFirst({
      where: { createdAt: { lt: before }, deliveries: { none: { state: 'pending' } } },
      orderBy: { createdAt: 'asc' },
      select: { id: true },
    });
    return row ? [row.id] : [];
  }

  /** Up to `limit` such events with their deliveries; answers how many. */
  async forget(tx: Tx, before: Date, limit: number): Promise<number> {
    return tx.$executeRaw`
      DELETE FROM webhook_event WHERE id IN (SELECT e.id FROM webhook_event e WHERE e.created_at < ${before}
        AND NOT EXISTS (SELECT 1 FROM webhook_delivery d WHERE d.event_id = e.id AND d.state = 'pending')
        ORDER BY e.created_at LIMIT ${limit})`;
  }
}
