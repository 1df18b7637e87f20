import { Module } from '@nestjs/common';
import { AuditModule } from '#audit/audit.module.js';
import { ComputeTargetsController } from './compute-targets.controller.js';
import { ComputeTargetsRepository } from './compute-targets.repository.js';
import { ComputeTargetsService } from './compute-targets.service.js';

/** JOB_DEFAULTS comes from the apps' modules; the processor of checks, with the compute targets, from the worker's. */
@Module({
  imports: [AuditModule],
  providers: [ComputeTargetsRepository, ComputeTargetsService],
  controllers: [ComputeTargetsController],
  exports: [ComputeTargetsRepository, ComputeTargetsService],
})
export class ComputeTargetsModule {}
