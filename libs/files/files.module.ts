import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { QuotasModule } from '#quotas/quotas.module.js';
import { DatasetBytes } from './dataset-bytes.service.js';
import { FileExpiry } from './file-expiry.processor.js';
import { FilesOpenAiController } from './files.openai.controller.js';
import { FilesRepository } from './files.repository.js';
import { FilesService } from './files.service.js';
import { RecalledCopies } from './recalled-copies.service.js';
import { RecordSearch } from './record-search.service.js';

/** OBJECT_STORE, DATASET_STAGING_DIR and, where files can be in use, FILE_USE come from the apps' modules. */
@Module({
  imports: [AuditModule, QuotasModule, ProjectsModule, LicensesModule],
  providers: [FilesRepository, DatasetBytes, FilesService, RecalledCopies, RecordSearch, FileExpiry],
  controllers: [FilesOpenAiController],
  exports: [DatasetBytes, FilesService, RecordSearch, FileExpiry],
})
export class FilesModule {}
