import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ArtifactChecks } from './artifact-checks.service.js';
import { ArtifactFiles } from './artifact-files.service.js';
import { ArtifactsController } from './artifacts.controller.js';
import { ArtifactsRepository } from './artifacts.repository.js';
import { ArtifactsService } from './artifacts.service.js';
import { ChatTemplates } from './chat-templates.service.js';
import { LineageService } from './lineage.service.js';
import { ObjectsController } from './objects.controller.js';
import { TrainingCompute } from './training-compute.service.js';

@Module({
  imports: [AuditModule, LicensesModule, BaseModelsModule, DatasetsModule],
  providers: [
    ArtifactsRepository,
    ArtifactFiles,
    LineageService,
    ArtifactsService,
    ArtifactChecks,
    TrainingCompute,
    ChatTemplates,
  ],
  controllers: [ArtifactsController, ObjectsController],
  exports: [ArtifactsService, ArtifactChecks, ArtifactFiles, LineageService, TrainingCompute],
})
export class ArtifactsModule {}
