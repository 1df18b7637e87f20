import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { AuditModule } from '#audit/audit.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { EvaluationsModule } from '#evaluations/evaluations.module.js';
import { FilesModule } from '#files/files.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { JudgeAdmission } from './judge-admission.service.js';
import { JudgementsController } from './judgements.controller.js';
import { JudgementsLedger } from './judgements.ledger.js';
import { JudgementsProcessor } from './judgements.processor.js';
import { JudgementsRepository } from './judgements.repository.js';
import { JudgementsService } from './judgements.service.js';
import { JudgementQuestions } from './questions.service.js';

/** Answers judged by a model outside. JUDGE comes from the app; the worker adds the processor to what it handles. */
@Module({
  imports: [ArtifactsModule, AuditModule, DatasetsModule, EvaluationsModule, FilesModule, ProjectsModule],
  providers: [
    ...[JudgementsRepository, JudgementsLedger, JudgementsService, JudgementQuestions],
    ...[JudgeAdmission, JudgementsProcessor],
  ],
  controllers: [JudgementsController],
  exports: [JudgementsProcessor],
})
export class JudgementsModule {}
