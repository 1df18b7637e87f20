import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { CatalogueController } from './catalogue.controller.js';
import { CatalogueRepository } from './catalogue.repository.js';
import { CatalogueService } from './catalogue.service.js';
import { LicensesController } from './licenses.controller.js';
import { LicensesRepository } from './licenses.repository.js';
import { LicensesService } from './licenses.service.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { QuarantineService } from './quarantine.service.js';
import { ReevaluationRepository } from './reevaluation.repository.js';
import { ReevaluationService } from './reevaluation.service.js';

/** CATALOGUE and SIGNING_KEY come from the apps' modules: they are files. */
@Module({
  imports: [AuditModule, ProjectsModule],
  providers: [
    CatalogueRepository,
    CatalogueService,
    LicensesRepository,
    LicensesService,
    QuarantineRepository,
    QuarantineService,
    ReevaluationRepository,
    ReevaluationService,
  ],
  controllers: [LicensesController, CatalogueController],
  exports: [LicensesService, CatalogueService, QuarantineService, ReevaluationService],
})
export class LicensesModule {}
