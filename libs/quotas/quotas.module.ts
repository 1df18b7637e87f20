import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { QuotasController } from './quotas.controller.js';
import { QuotasRepository } from './quotas.repository.js';
import { QuotasService } from './quotas.service.js';

@Module({
  imports: [AuditModule],
  providers: [QuotasRepository, QuotasService],
  controllers: [QuotasController],
  exports: [QuotasService],
})
export class QuotasModule {}
