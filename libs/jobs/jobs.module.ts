import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { AuditModule } from '#audit/audit.module.js';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { EstimateTokens } from './estimate-tokens.service.js';
import { EstimatesRepository } from './estimates.repository.js';
import { EstimatesService } from './estimates.service.js';
import { ImportController } from './import.controller.js';
import { ImportService } from './import.service.js';
import { JobLicense } from './job-license.service.js';
import { JobPapers } from './job-papers.service.js';
import { JobLogRepository } from './job-log.repository.js';
import { JobsController } from './jobs.controller.js';
import { JobsInputs } from './jobs.inputs.js';
import { JobsLedger } from './jobs.ledger.js';
import { JobsPlanner } from './jobs.planner.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { JobsStream } from './jobs.stream.js';
import { PauseService } from './pause.service.js';
import { ResultsFile } from './results-file.service.js';
import { StartModels } from './start-models.service.js';

/** JOB_DEFAULTS comes from the apps' modules; the processor, with the compute targets, from the worker's. */
@Module({
  imports: [AuditModule, ProjectsModule, LicensesModule, BaseModelsModule, DatasetsModule, ArtifactsModule],
  providers: [
    JobsRepository,
    JobLogRepository,
    EstimatesRepository,
    EstimateTokens,
    EstimatesService,
    JobsService,
    JobsPlanner,
    JobsInputs,
    JobLicense,
    JobPapers,
    ResultsFile,
    JobsLedger,
    JobsStream,
    PauseService,
    StartModels,
    ImportService,
  ],
  controllers: [JobsController, ImportController],
  exports: [
    JobsRepository,
    JobsService,
    JobsPlanner,
    JobsLedger,
    JobsInputs,
    JobLicense,
    JobPapers,
    ResultsFile,
    PauseService,
    StartModels,
  ],
})
export class JobsModule {}
