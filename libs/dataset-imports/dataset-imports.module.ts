import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { QuotasModule } from '#quotas/quotas.module.js';
import { DatasetImportsController } from './dataset-imports.controller.js';
import { DatasetImportsRepository } from './dataset-imports.repository.js';
import { DatasetImportsService } from './dataset-imports.service.js';
import { ImportedVersions } from './imported-versions.service.js';
import { SourceFiles } from './source-files.service.js';

/** DATASET_SOURCE and DATASET_STAGING_DIR come from the apps' modules; the processor from the worker's. */
@Module({
  imports: [AuditModule, QuotasModule, DatasetsModule],
  providers: [DatasetImportsRepository, DatasetImportsService, ImportedVersions, SourceFiles],
  controllers: [DatasetImportsController],
  exports: [DatasetImportsRepository, ImportedVersions, SourceFiles],
})
export class DatasetImportsModule {}
