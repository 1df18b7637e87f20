import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { AnswersService } from './answers.service.js';
import { EvaluationExpansions } from './evaluation-expansions.service.js';
import { EvaluationsController } from './evaluations.controller.js';
import { EvaluationsRepository } from './evaluations.repository.js';
import { EvaluationsService } from './evaluations.service.js';

@Module({
  imports: [DatasetsModule, JobsModule, ArtifactsModule],
  providers: [AnswersService, EvaluationExpansions, EvaluationsRepository, EvaluationsService],
  controllers: [EvaluationsController],
  exports: [EvaluationsService],
})
export class EvaluationsModule {}
