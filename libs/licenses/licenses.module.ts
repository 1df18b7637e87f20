import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { LicensesController } from './licenses.controller.js';
import { LicensesRepository } from './licenses.repository.js';
import { LicensesService } from './licenses.service.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { QuarantineService } from './quarantine.service.js';

/** CATALOGUE and SIGNING_KEY come from the apps' modules: they are files. */
@Module({
  imports: [AuditModule, ProjectsModule],
  providers: [LicensesRepository, LicensesService, QuarantineRepository, QuarantineService],
  controllers: [LicensesController],
  exports: [LicensesService, QuarantineService],
})
export class LicensesModule {}
