import { Module } from '@nestjs/common';
import { AuditController } from '#audit/audit.controller.js';
import { AuditRepository } from '#audit/audit.repository.js';
import { AuditService } from '#audit/audit.service.js';

@Module({
  providers: [AuditRepository, AuditService],
  controllers: [AuditController],
  exports: [AuditService],
})
export class AuditModule {}
