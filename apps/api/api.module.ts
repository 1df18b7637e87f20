import { type DynamicModule, Module } from '@nestjs/common';
import { AdaptersModule } from '../adapters.module.js';
import { AccessModule } from '#access/access.module.js';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { AuditExportModule } from '#audit/audit-export.module.js';
import { AuditModule } from '#audit/audit.module.js';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { CounselModule } from '#counsel/counsel.module.js';
import { DatasetImportsModule } from '#dataset-imports/dataset-imports.module.js';
import { DatasetDiffsModule } from '#dataset-diffs/dataset-diffs.module.js';
import { DatasetReportsModule } from '#dataset-reports/dataset-reports.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { DeploymentsModule } from '#deployments/deployments.module.js';
import { PolicyTrialsModule } from '#policy-trials/policy-trials.module.js';
import { EstimatesModule } from '#estimates/estimates.module.js';
import { ComputeTargetsModule } from '#compute-targets/compute-targets.module.js';
import { ContaminationModule } from '#contamination/contamination.module.js';
import { JudgementsModule } from '#judgements/judgements.module.js';
import { EvaluationsModule } from '#evaluations/evaluations.module.js';
import { GatewayModule } from '#gateway/gateway.module.js';
import { FineTuningModule } from '#fine-tuning/fine-tuning.module.js';
import { IntegrationsModule } from '#integrations/integrations.module.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { LineageModule } from '#lineage/lineage.module.js';
import { ModelHubModule } from '#model-hub/model-hub.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import type { Config } from '#platform/config.js';
import type { Logger } from '#platform/logger.js';
import { PlatformModule } from '#platform/platform.module.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { RetentionModule } from '#retention/retention.module.js';
import { QuotasModule } from '#quotas/quotas.module.js';
import { RegistryModule } from '#registry/registry.module.js';
import { ReviewsModule } from '#reviews/reviews.module.js';
import { UploadsModule } from '#uploads/uploads.module.js';
import { WebhooksModule } from '#webhooks/webhooks.module.js';
import { HealthController } from './http/health.controller.js';
import { Idempotency } from './http/idempotency.js';
import { Metrics } from './http/metrics.js';

/** The list of slices whose doors this process opens. */
@Module({})
export class ApiModule {
  static async with(config: Config, log: Logger): Promise<DynamicModule> {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.with(config, log),
        await AdaptersModule.with(config),
        ProjectsModule,
        AuditModule,
        AuditExportModule,
        QuotasModule,
        RetentionModule,
        AccessModule,
        LicensesModule,
        ReviewsModule,
        CounselModule,
        BaseModelsModule,
        UploadsModule,
        DatasetsModule,
        DatasetImportsModule,
        ArtifactsModule,
        JobsModule,
        ComputeTargetsModule,
        IntegrationsModule,
        DatasetDiffsModule,
        DatasetReportsModule,
        FineTuningModule,
        EstimatesModule,
        EvaluationsModule,
        ContaminationModule,
        JudgementsModule,
        RegistryModule,
        ModelHubModule,
        DeploymentsModule,
        PolicyTrialsModule,
        LineageModule,
        GatewayModule,
        WebhooksModule,
      ],
      providers: [Idempotency, Metrics],
      controllers: [HealthController],
    };
  }
}
