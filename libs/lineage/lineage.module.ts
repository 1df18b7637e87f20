import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { AuditModule } from '#audit/audit.module.js';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { DeploymentsModule } from '#deployments/deployments.module.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { RegistryModule } from '#registry/registry.module.js';
import { LineageController } from './lineage.controller.js';
import { LineageRepository } from './lineage.repository.js';
import { LineageService } from './lineage.service.js';
import { RecallsExecutor } from './recalls.executor.service.js';
import { RecallsRepository } from './recalls.repository.js';
import { RecallsService } from './recalls.service.js';

/** The slice that sees all others: what comes from what, and what a recall does about it. The worker adds the processor. */
@Module({
  imports: [
    AuditModule,
    LicensesModule,
    BaseModelsModule,
    DatasetsModule,
    ArtifactsModule,
    JobsModule,
    RegistryModule,
    DeploymentsModule,
  ],
  providers: [LineageRepository, LineageService, RecallsRepository, RecallsExecutor, RecallsService],
  controllers: [LineageController],
  exports: [LineageService, RecallsExecutor, RecallsService],
})
export class LineageModule {}
