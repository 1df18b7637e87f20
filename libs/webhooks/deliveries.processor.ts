import { Injectable } from '@nestjs/common';
import { done, type Outcome } from '#kernel/outcome.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { DeliveriesLedger } from './deliveries.ledger.js';
import type { LeasedDelivery } from './deliveries.repository.js';
import type { SentEvent } from './message.js';
import { Sender } from './sender.service.js';

/** One attempt at one delivery. Who dies between sending and writing it down sends again: at least once, never not at all. */
@Injectable()
export class DeliveriesProcessor implements Handler {
  readonly topic = 'webhook.delivery';

  constructor(
    private readonly ledger: DeliveriesLedger,
    private readonly sender: Sender,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.ledger.due(limit);
  }

  async step(id: string): Promise<Outcome> {
    const leased = await this.ledger.claim(id);
    if (!leased) return done();
    failpoint('webhook.send');
    const seen = await this.sender.send(leased.endpoint, eventOf(leased));
    failpoint('webhook.ack');
    return this.ledger.settle(leased, seen);
  }
}

const eventOf = ({ projectId, event }: LeasedDelivery): SentEvent => ({
  ...{ id: event.id, projectId, type: event.type, createdAt: event.createdAt },
  data: event.data as SentEvent['data'],
});
