import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { INTEGRATION_KEY, SecretBox } from '#platform/secret-box.js';
import { IntegrationsController } from './integrations.controller.js';
import { IntegrationsRepository } from './integrations.repository.js';
import { IntegrationsService } from './integrations.service.js';
import { RunsLedger } from './runs.ledger.js';
import { RunsProcessor } from './runs.processor.js';
import { RunsService } from './runs.service.js';

/** Jobs mirrored at services that people watch them with. The key and RUN_TRACKER come from the app. */
@Module({
  imports: [AuditModule, BaseModelsModule, DatasetsModule, JobsModule],
  providers: [
    ...[IntegrationsRepository, IntegrationsService, RunsLedger, RunsProcessor, RunsService],
    { provide: SecretBox, useFactory: (key: Buffer) => new SecretBox(key), inject: [INTEGRATION_KEY] },
  ],
  controllers: [IntegrationsController],
  exports: [IntegrationsService, RunsProcessor],
})
export class IntegrationsModule {}
