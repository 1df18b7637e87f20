import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { FilesModule } from '#files/files.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { DatasetExpansions } from './dataset-expansions.service.js';
import { DatasetOrigins } from './dataset-origins.service.js';
import { DatasetsController } from './datasets.controller.js';
import { DatasetsRepository } from './datasets.repository.js';
import { DatasetsService } from './datasets.service.js';
import { LicenseDeclarations } from './license-declarations.service.js';

/** OWN_MODELS, where models are made, comes from the apps' modules. */
@Module({
  imports: [AuditModule, ProjectsModule, LicensesModule, BaseModelsModule, FilesModule],
  providers: [DatasetExpansions, DatasetsRepository, DatasetOrigins, LicenseDeclarations, DatasetsService],
  controllers: [DatasetsController],
  exports: [DatasetExpansions, DatasetsService, LicenseDeclarations, FilesModule],
})
export class DatasetsModule {}
