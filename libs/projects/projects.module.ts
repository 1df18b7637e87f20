import { Module } from '@nestjs/common';
// eslint-disable-next-line luthier/slice-order -- making a key is audited like everything else
import { AuditModule } from '#audit/audit.module.js';
import { ProjectsController } from '#projects/projects.controller.js';
import { ProjectsRepository } from '#projects/projects.repository.js';
import { ProjectsService } from '#projects/projects.service.js';

@Module({
  imports: [AuditModule],
  providers: [ProjectsRepository, ProjectsService],
  controllers: [ProjectsController],
  exports: [ProjectsService],
})
export class ProjectsModule {}
