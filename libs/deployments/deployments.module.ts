import { Module } from '@nestjs/common';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { AuditModule } from '#audit/audit.module.js';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { EvaluationsModule } from '#evaluations/evaluations.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { RegistryModule } from '#registry/registry.module.js';
import { DeploymentExpansions } from './deployment-expansions.service.js';
import { DeadlinesRepository } from './deadlines.repository.js';
import { DeploymentsController } from './deployments.controller.js';
import { DeploymentsEvidence } from './deployments.evidence.js';
import { DeploymentsLedger } from './deployments.ledger.js';
import { DeploymentsMeasured } from './deployments.measured.js';
import { DeploymentsMetering } from './deployments.metering.js';
import { DeploymentsRepository } from './deployments.repository.js';
import { ServingUsageModule } from '#serving-usage/serving-usage.module.js';
import { DeploymentsService } from './deployments.service.js';
import { DeploymentsVerifier } from './deployments.verifier.js';
import { RecordsService } from './records.service.js';
import { RoutingCheck } from './routing-check.service.js';
import { SealedDecisions } from './sealed-decisions.service.js';
import { SealedPromotions } from './sealed-promotions.service.js';
import { PromotionsService } from './promotions.service.js';

/** SERVING and DEPLOYMENT_DEFAULTS come from the apps' modules. The worker adds the processors. */
@Module({
  imports: [
    AuditModule,
    ProjectsModule,
    LicensesModule,
    BaseModelsModule,
    ArtifactsModule,
    EvaluationsModule,
    RegistryModule,
    ServingUsageModule,
  ],
  providers: [
    DeploymentsMetering,
    DeploymentExpansions,
    DeploymentsRepository,
    DeadlinesRepository,
    DeploymentsEvidence,
    DeploymentsMeasured,
    DeploymentsService,
    PromotionsService,
    DeploymentsLedger,
    SealedDecisions,
    SealedPromotions,
    DeploymentsVerifier,
    RoutingCheck,
    RecordsService,
  ],
  controllers: [DeploymentsController],
  exports: [
    DeploymentsRepository,
    DeadlinesRepository,
    DeploymentsService,
    PromotionsService,
    DeploymentsLedger,
    DeploymentsMeasured,
    DeploymentsVerifier,
    DeploymentsMetering,
    RoutingCheck,
  ],
})
export class DeploymentsModule {}
