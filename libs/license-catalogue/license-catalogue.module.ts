import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { CatalogueService } from './catalogue.service.js';

/** CATALOGUE comes from the apps' modules: it is a file. */
@Module({
  imports: [AuditModule, ProjectsModule],
  providers: [CatalogueRepository, CatalogueService],
  exports: [CatalogueService],
})
export class LicenseCatalogueModule {}
