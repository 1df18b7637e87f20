import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { EvaluationsModule } from '#evaluations/evaluations.module.js';
import { FilesModule } from '#files/files.module.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { ContaminationController } from './contamination.controller.js';
import { ContaminationProcessor } from './contamination.processor.js';
import { ContaminationRepository } from './contamination.repository.js';
import { ContaminationScan } from './contamination-scan.service.js';
import { ContaminationService } from './contamination.service.js';

/** The worker adds its processor to what it handles. */
@Module({
  imports: [FilesModule, DatasetsModule, ArtifactsModule, JobsModule, EvaluationsModule],
  providers: [ContaminationRepository, ContaminationScan, ContaminationService, ContaminationProcessor],
  controllers: [ContaminationController],
  exports: [ContaminationService, ContaminationProcessor],
})
export class ContaminationModule {}
