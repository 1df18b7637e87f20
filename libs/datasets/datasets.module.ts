import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { DatasetBytes } from './dataset-bytes.service.js';
import { DatasetOrigins } from './dataset-origins.service.js';
import { DatasetsController } from './datasets.controller.js';
import { DatasetsRepository } from './datasets.repository.js';
import { DatasetsService } from './datasets.service.js';
import { FileExpiry } from './file-expiry.processor.js';
import { FilesOpenAiController } from './files.openai.controller.js';
import { FilesRepository } from './files.repository.js';
import { FilesService } from './files.service.js';
import { RecordSearch } from './record-search.service.js';
import { LicenseDeclarations } from './license-declarations.service.js';

/** OBJECT_STORE, DATASET_STAGING_DIR, FILE_USE (where files can be in use) and where models are made, OWN_MODELS, come from the apps' modules. */
@Module({
  imports: [AuditModule, ProjectsModule, LicensesModule, BaseModelsModule],
  providers: [
    DatasetsRepository,
    FilesRepository,
    DatasetBytes,
    FilesService,
    DatasetOrigins,
    LicenseDeclarations,
    DatasetsService,
    RecordSearch,
    FileExpiry,
  ],
  controllers: [DatasetsController, FilesOpenAiController],
  exports: [DatasetsService, RecordSearch, FilesService, FileExpiry],
})
export class DatasetsModule {}
