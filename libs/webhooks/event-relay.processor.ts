import { Inject, Injectable } from '@nestjs/common';
import { type AuditRow, AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { again, done, type Outcome } from '#kernel/outcome.js';
import { Db, type Tx } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { eventsOf, matches } from './events.js';
import { GIVE_UP_SECONDS } from './schedule.js';
import { type EndpointRow, WebhooksRepository } from './webhooks.repository.js';

const BATCH = 200;

/**
 * Reads a project's audit chain on from its cursor and makes the events of it. The chain has no gaps and is committed in
 * order, and the events are one transaction with the cursor: each row is read once, whoever dies and however many read.
 */
@Injectable()
export class EventRelay implements Handler {
  readonly topic = 'webhook.event';

  constructor(
    private readonly db: Db,
    private readonly endpoints: WebhooksRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.endpoints.behind(tx, limit));
  }

  async step(projectId: string): Promise<Outcome> {
    const count = await this.db.tx(systemCtx(), async (tx) => {
      const seq = await this.endpoints.lockCursor(tx, projectId);
      if (seq === null) return 0;
      const rows = await this.audit.rowsAfter(tx, projectId, seq, BATCH);
      if (rows.length === 0) return 0;
      // read after the rows: an endpoint and the audit row that it begins behind are one commit
      const listening = await this.endpoints.listening(tx, projectId);
      await this.insert(tx, projectId, rows, listening);
      await this.endpoints.moveCursor(tx, projectId, rows.at(-1)!.seq);
      failpoint('webhook.persist');
      return rows.length;
    });
    return count === BATCH ? again(0) : done();
  }

  private async insert(tx: Tx, projectId: string, rows: AuditRow[], listening: EndpointRow[]): Promise<void> {
    const now = this.clock.now();
    const giveUpAt = new Date(now.getTime() + GIVE_UP_SECONDS * 1000);
    const made = rows.flatMap((row) =>
      eventsOf({ ...row, facts: row.facts as Record<string, unknown> }).map((event) => ({
        event: { ...event, id: newId('evt_'), projectId, seq: row.seq, createdAt: new Date(row.at) },
        to: listening.filter((one) => one.sinceSeq < row.seq && takes(one, event.type)),
      })),
    );
    const wanted = made.filter(({ to }) => to.length > 0);
    if (wanted.length === 0) return;
    await this.deliveries.insertEvents(
      tx,
      wanted.map(({ event }) => event),
    );
    const common = { projectId, nextStepAt: now, createdAt: now, giveUpAt };
    await this.deliveries.insert(
      tx,
      wanted.flatMap(({ event, to }) =>
        to.map(({ id }) => ({ ...common, id: newId('whd_'), endpointId: id, eventId: event.id })),
      ),
    );
  }
}

const takes = ({ eventTypes }: EndpointRow, type: string): boolean =>
  eventTypes.some((pattern) => matches(pattern, type));
