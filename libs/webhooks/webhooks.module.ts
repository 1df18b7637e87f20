import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { DeliveriesLedger } from './deliveries.ledger.js';
import { DeliveriesProcessor } from './deliveries.processor.js';
import { DeliveriesRepository } from './deliveries.repository.js';
import { DeliveriesService } from './deliveries.service.js';
import { EventExpiry } from './event-expiry.processor.js';
import { EventRelay } from './event-relay.processor.js';
import { SecretBox, WEBHOOK_KEY } from '#platform/secret-box.js';
import { Sender } from './sender.service.js';
import { WebhooksController } from './webhooks.controller.js';
import { WebhooksRepository } from './webhooks.repository.js';
import { WebhooksService } from './webhooks.service.js';

const PROCESSORS = [EventRelay, DeliveriesProcessor, EventExpiry];

/** What happens in a project, told to whoever it names. The key, the egress client and the days come from the app. */
@Module({
  imports: [AuditModule],
  providers: [
    ...[WebhooksRepository, DeliveriesRepository, WebhooksService, DeliveriesService],
    ...[DeliveriesLedger, Sender, ...PROCESSORS],
    { provide: SecretBox, useFactory: (key: Buffer) => new SecretBox(key), inject: [WEBHOOK_KEY] },
  ],
  controllers: [WebhooksController],
  exports: PROCESSORS,
})
export class WebhooksModule {}
