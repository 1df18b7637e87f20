import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type EndpointRow = Prisma.WebhookEndpointGetPayload<object>;
export type EndpointChange = Prisma.WebhookEndpointUncheckedUpdateManyInput;

/** Endpoints, and how far the audit chain was read for their project. */
@Injectable()
export class WebhooksRepository {
  /** Counts and inserts one by one within a project. */
  async lockProject(tx: Tx, projectId: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`webhooks:${projectId}`}, 0))`;
  }

  count(tx: Tx, projectId: string): Promise<number> {
    return tx.webhookEndpoint.count({ where: { projectId } });
  }

  insert(tx: Tx, data: Prisma.WebhookEndpointUncheckedCreateInput): Promise<EndpointRow> {
    return tx.webhookEndpoint.create({ data });
  }

  find(tx: Tx, id: string): Promise<EndpointRow | null> {
    return tx.webhookEndpoint.findUnique({ where: { id } });
  }

  async lock(tx: Tx, id: string): Promise<EndpointRow | null> {
    await tx.$executeRaw`SELECT 1 FROM webhook_endpoint WHERE id = ${id} FOR NO KEY UPDATE`;
    return this.find(tx, id);
  }

  async list(tx: Tx, projectId: string, page: PageQuery): Promise<EndpointRow[]> {
    const of = { table: 'webhook_endpoint', prefix: 'we_' };
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, of);
    return arrange(await tx.webhookEndpoint.findMany({ where: { projectId, ...within }, orderBy, take }));
  }

  change(tx: Tx, id: string, data: EndpointChange): Promise<EndpointRow> {
    return tx.webhookEndpoint.update({ where: { id }, data });
  }

  async remove(tx: Tx, id: string): Promise<void> {
    await tx.webhookEndpoint.delete({ where: { id } });
  }

  /** Those that take events of the project now. */
  listening(tx: Tx, projectId: string): Promise<EndpointRow[]> {
    return tx.webhookEndpoint.findMany({ where: { projectId, enabled: true } });
  }

  /** Starts to read the project's chain behind `seq`, unless that has begun. */
  async startCursor(tx: Tx, projectId: string, seq: bigint): Promise<void> {
    await tx.webhookCursor.createMany({ data: [{ projectId, seq }], skipDuplicates: true });
  }

  /** Null where another worker holds it. */
  async lockCursor(tx: Tx, projectId: string): Promise<bigint | null> {
    const rows = await tx.$queryRaw<{ seq: bigint }[]>`
      SELECT seq FROM webhook_cursor WHERE project_id = ${projectId} FOR UPDATE SKIP LOCKED`;
    return rows[0]?.seq ?? null;
  }

  async moveCursor(tx: Tx, projectId: string, seq: bigint): Promise<void> {
    await tx.webhookCursor.update({ where: { projectId }, data: { seq } });
  }

  /** Projects whose chain is longer than what was read of it. */
  async behind(tx: Tx, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT c.project_id AS id FROM webhook_cursor c
      WHERE EXISTS (SELECT 1 FROM audit_event a WHERE a.project_id = c.project_id AND a.seq > c.seq) LIMIT ${limit}`;
    return rows.map((row) => row.id);
  }
}
