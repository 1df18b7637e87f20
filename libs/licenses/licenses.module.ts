import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { LicenseCatalogueModule } from '#license-catalogue/license-catalogue.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { CatalogueController } from './catalogue.controller.js';
import { FreezingService } from './freezing.service.js';
import { LicenseReading } from './license-reading.service.js';
import { LicensesController } from './licenses.controller.js';
import { LicensesRepository } from './licenses.repository.js';
import { LicensesService } from './licenses.service.js';
import { QuarantineRepository } from './quarantine.repository.js';
import { QuarantineService } from './quarantine.service.js';
import { ReaskingService } from './reasking.service.js';
import { ReevaluationRepository } from './reevaluation.repository.js';
import { ReevaluationService } from './reevaluation.service.js';

/** The signer comes from the apps' modules: it is a file. */
@Module({
  imports: [AuditModule, ProjectsModule, LicenseCatalogueModule],
  providers: [
    LicensesRepository,
    FreezingService,
    LicensesService,
    LicenseReading,
    ReaskingService,
    QuarantineRepository,
    QuarantineService,
    ReevaluationRepository,
    ReevaluationService,
  ],
  controllers: [LicensesController, CatalogueController],
  exports: [LicensesService, LicenseReading, LicenseCatalogueModule, QuarantineService, ReevaluationService],
})
export class LicensesModule {}
