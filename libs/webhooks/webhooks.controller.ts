import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { DeliveriesService } from './deliveries.service.js';
import { TYPE_NAMES } from './events.js';
import * as contract from './webhooks.contract.js';
import { WebhooksService } from './webhooks.service.js';

@Controller()
export class WebhooksController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Route(contract.createEndpoint)
  create(@Input() { ctx, body }: InputOf<typeof contract.createEndpoint>) {
    return this.webhooks.create(ctx, body);
  }

  @Route(contract.listEndpoints)
  list(@Input() { ctx, query }: InputOf<typeof contract.listEndpoints>) {
    return this.webhooks.list(ctx, query);
  }

  @Route(contract.getEndpoint)
  get(@Input() { ctx, params }: InputOf<typeof contract.getEndpoint>) {
    return this.webhooks.get(ctx, params.id);
  }

  @Route(contract.patchEndpoint)
  patch(@Input() { ctx, params, ifMatch, body }: InputOf<typeof contract.patchEndpoint>) {
    return this.webhooks.update(ctx, { id: params.id, ifMatch }, body);
  }

  @Route(contract.updateEndpoint)
  update(@Input() { ctx, params, ifMatch, body }: InputOf<typeof contract.updateEndpoint>) {
    return this.webhooks.update(ctx, { id: params.id, ifMatch }, body);
  }

  @Route(contract.deleteEndpoint)
  remove(@Input() { ctx, params }: InputOf<typeof contract.deleteEndpoint>) {
    return this.webhooks.remove(ctx, params.id);
  }

  @Route(contract.rotateSecret)
  rotate(@Input() { ctx, params, body }: InputOf<typeof contract.rotateSecret>) {
    return this.webhooks.rotate(ctx, params.id, body.keep_old_secret_active_for_24_hours);
  }

  @Route(contract.testEndpoint)
  test(@Input() { ctx, params, body }: InputOf<typeof contract.testEndpoint>) {
    return this.deliveries.test(ctx, params.id, body.event_type);
  }

  @Route(contract.listEventTypes)
  eventTypes() {
    return { object: 'list' as const, data: TYPE_NAMES };
  }

  @Route(contract.listDeliveries)
  listDeliveries(@Input() { ctx, params, query }: InputOf<typeof contract.listDeliveries>) {
    return this.deliveries.list(ctx, params.id, query);
  }

  @Route(contract.getDelivery)
  getDelivery(@Input() { ctx, params }: InputOf<typeof contract.getDelivery>) {
    return this.deliveries.get(ctx, params.id);
  }

  @Route(contract.redeliver)
  redeliver(@Input() { ctx, params }: InputOf<typeof contract.redeliver>) {
    return this.deliveries.redeliver(ctx, params.id);
  }
}
