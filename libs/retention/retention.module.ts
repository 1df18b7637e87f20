import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { AuditModule } from '#audit/audit.module.js';
import { CacheSweep } from './cache-sweep.service.js';
import { CacheUseRepository } from './cache-use.repository.js';
import { ObjectMarksRepository } from './object-marks.repository.js';
import { ObjectSweep } from './object-sweep.service.js';
import { RetentionController } from './retention.controller.js';
import { RetentionProcessor } from './retention.processor.js';
import { RetentionRepository } from './retention.repository.js';
import { RetentionService } from './retention.service.js';
import { StoreSweep } from './store-sweep.processor.js';

/** OBJECT_STORE and JOB_DEFAULTS come from the apps' modules. */
@Module({
  imports: [AuditModule, ArtifactsModule],
  providers: [
    RetentionRepository,
    RetentionService,
    RetentionProcessor,
    ObjectMarksRepository,
    ObjectSweep,
    CacheUseRepository,
    CacheSweep,
    StoreSweep,
  ],
  controllers: [RetentionController],
  exports: [RetentionService, RetentionProcessor, StoreSweep, ObjectSweep, CacheSweep],
})
export class RetentionModule {}
