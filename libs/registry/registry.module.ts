import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { AuditModule } from '#audit/audit.module.js';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { ContaminationModule } from '#contamination/contamination.module.js';
import { EvaluationsModule } from '#evaluations/evaluations.module.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { RegistryExpansions } from './registry-expansions.service.js';
import { AttestationsController } from './attestations.controller.js';
import { AttestationsService } from './attestations.service.js';
import { CheckpointModels } from './checkpoint-models.service.js';
import { PublishDecisions } from './publish-decision.service.js';
import { RegistryController } from './registry.controller.js';
import { RegistryFacts } from './registry.facts.js';
import { RegistryFiles } from './registry.files.js';
import { ModelDuties } from './model-duties.service.js';
import { OpenAiModelsController } from './registry.openai.controller.js';
import { RegistryPublisher } from './registry.publisher.js';
import { RegistryRepository } from './registry.repository.js';
import { RegistryService } from './registry.service.js';
import { VersionForms } from './version-forms.service.js';
import { VersionMaking } from './version-making.service.js';
import { ServingUsageModule } from '#serving-usage/serving-usage.module.js';

/** REGISTRY_ASSETS comes from the apps' modules: they are files. The worker adds the processors and the mirror. */
@Module({
  imports: [
    AuditModule,
    ProjectsModule,
    LicensesModule,
    BaseModelsModule,
    DatasetsModule,
    ArtifactsModule,
    JobsModule,
    EvaluationsModule,
    ContaminationModule,
    ServingUsageModule,
  ],
  providers: [
    RegistryExpansions,
    RegistryRepository,
    RegistryFacts,
    VersionMaking,
    VersionForms,
    RegistryFiles,
    RegistryPublisher,
    RegistryService,
    CheckpointModels,
    PublishDecisions,
    AttestationsService,
    ModelDuties,
  ],
  controllers: [RegistryController, OpenAiModelsController, AttestationsController],
  exports: [
    RegistryExpansions,
    RegistryRepository,
    RegistryFiles,
    RegistryPublisher,
    RegistryService,
    CheckpointModels,
  ],
})
export class RegistryModule {}
