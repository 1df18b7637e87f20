import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { FilesModule } from '#files/files.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { QuotasModule } from '#quotas/quotas.module.js';
import { UploadsOpenAiController } from './uploads.openai.controller.js';
import { UploadsProcessor } from './uploads.processor.js';
import { UploadsRepository } from './uploads.repository.js';
import { UploadsService } from './uploads.service.js';

/** OBJECT_STORE comes from the apps' modules. */
@Module({
  imports: [AuditModule, QuotasModule, ProjectsModule, FilesModule],
  providers: [UploadsRepository, UploadsService, UploadsProcessor],
  controllers: [UploadsOpenAiController],
  exports: [UploadsService, UploadsProcessor],
})
export class UploadsModule {}
