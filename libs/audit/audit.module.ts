import { Module } from '@nestjs/common';
import { AuditController } from '#audit/audit.controller.js';
import { AuditRepository } from '#audit/audit.repository.js';
import { AuditService } from '#audit/audit.service.js';
import { Refusals } from '#audit/refusals.service.js';

@Module({
  providers: [AuditRepository, AuditService, Refusals],
  controllers: [AuditController],
  exports: [AuditService, Refusals],
})
export class AuditModule {}
