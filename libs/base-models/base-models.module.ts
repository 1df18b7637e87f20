import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { BaseModelsController } from './base-models.controller.js';
import { BaseModelsRepository } from './base-models.repository.js';
import { BaseModelsService } from './base-models.service.js';
import { LicenseChecksRepository } from './license-checks.repository.js';
import { LicenseChecks } from './license-checks.service.js';

@Module({
  imports: [AuditModule, LicensesModule],
  providers: [BaseModelsRepository, BaseModelsService, LicenseChecksRepository, LicenseChecks],
  controllers: [BaseModelsController],
  exports: [BaseModelsService, LicenseChecksRepository, LicenseChecks],
})
export class BaseModelsModule {}
