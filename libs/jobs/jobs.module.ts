import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { AuditModule } from '#audit/audit.module.js';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { QuotasModule } from '#quotas/quotas.module.js';
import { JobExpansions } from './job-expansions.service.js';
import { EstimateTokens } from './estimate-tokens.service.js';
import { EstimatesRepository } from './estimates.repository.js';
import { EstimatesService } from './estimates.service.js';
import { ImportController } from './import.controller.js';
import { ImportService } from './import.service.js';
import { JobChanges } from './job-changes.service.js';
import { JobLicense } from './job-license.service.js';
import { JobIdentity } from './job-identity.service.js';
import { JobSamplesController } from './job-samples.controller.js';
import { JobSamples } from './job-samples.service.js';
import { JobPapers } from './job-papers.service.js';
import { JobLogRepository } from './job-log.repository.js';
import { UsageController } from './usage.controller.js';
import { JobsController } from './jobs.controller.js';
import { JobsInputs } from './jobs.inputs.js';
import { JobsLedger } from './jobs.ledger.js';
import { JobsPlanner } from './jobs.planner.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { JobsStream } from './jobs.stream.js';
import { PipelinePlanner } from './pipeline-planner.service.js';
import { PauseService } from './pause.service.js';
import { ResultsFile } from './results-file.service.js';
import { RecipesController } from './recipes.controller.js';
import { ReproduceController } from './reproduce.controller.js';
import { ReproduceService } from './reproduce.service.js';
import { ReuseService } from './reuse.service.js';
import { StartModels } from './start-models.service.js';
import { Submissions } from './submissions.service.js';

/** JOB_DEFAULTS comes from the apps' modules; the processor, with the compute targets, from the worker's. */
@Module({
  imports: [
    AuditModule,
    QuotasModule,
    ProjectsModule,
    LicensesModule,
    BaseModelsModule,
    DatasetsModule,
    ArtifactsModule,
  ],
  providers: [
    JobExpansions,
    JobsRepository,
    JobLogRepository,
    EstimatesRepository,
    EstimateTokens,
    EstimatesService,
    JobsService,
    Submissions,
    JobsPlanner,
    PipelinePlanner,
    JobsInputs,
    JobLicense,
    JobPapers,
    JobIdentity,
    ReproduceService,
    ReuseService,
    ResultsFile,
    JobSamples,
    JobsLedger,
    JobChanges,
    JobsStream,
    PauseService,
    StartModels,
    ImportService,
  ],
  controllers: [
    JobsController,
    JobSamplesController,
    ImportController,
    RecipesController,
    ReproduceController,
    UsageController,
  ],
  exports: [
    EstimatesService,
    JobExpansions,
    JobsRepository,
    JobsService,
    JobsPlanner,
    PipelinePlanner,
    JobsLedger,
    JobsInputs,
    JobLicense,
    JobPapers,
    JobIdentity,
    ReuseService,
    ResultsFile,
    PauseService,
    StartModels,
    Submissions,
    QuotasModule,
  ],
})
export class JobsModule {}
