import { Module } from '@nestjs/common';
import { AuditExportController } from './audit-export.controller.js';
import { AuditExportService } from './audit-export.service.js';
import { AuditRepository } from './audit.repository.js';

/** Apart from the chain itself, which every slice appends to: this one holds the signing key, and only the API needs it. */
@Module({
  providers: [AuditRepository, AuditExportService],
  controllers: [AuditExportController],
})
export class AuditExportModule {}
