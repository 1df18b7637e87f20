import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { EvaluationsController } from './evaluations.controller.js';
import { EvaluationsRepository } from './evaluations.repository.js';
import { EvaluationsService } from './evaluations.service.js';

@Module({
  imports: [JobsModule, ArtifactsModule],
  providers: [EvaluationsRepository, EvaluationsService],
  controllers: [EvaluationsController],
  exports: [EvaluationsService],
})
export class EvaluationsModule {}
