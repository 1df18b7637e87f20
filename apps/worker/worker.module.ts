import { type DynamicModule, Module } from '@nestjs/common';
import { AdaptersModule } from '../adapters.module.js';
import { MlflowTracking } from '#adapters/mlflow/mlflow.tracking.js';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { AuditModule } from '#audit/audit.module.js';
import { LineageModule } from '#lineage/lineage.module.js';
import { RecallsProcessor } from '#lineage/recalls.processor.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { LicenseWatch } from '#base-models/license-checks.processor.js';
import { ReevaluationProcessor } from '#licenses/reevaluation.processor.js';
import { BaseModelsModule } from '#base-models/base-models.module.js';
import { DatasetImportsModule } from '#dataset-imports/dataset-imports.module.js';
import { DatasetImportsProcessor } from '#dataset-imports/dataset-imports.processor.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { FileExpiry } from '#files/file-expiry.processor.js';
import { DeadlinesProcessor } from '#deployments/deadlines.processor.js';
import { DeploymentsModule } from '#deployments/deployments.module.js';
import { DeploymentsProcessor } from '#deployments/deployments.processor.js';
import { LapsedReviewsProcessor } from '#deployments/lapsed.processor.js';
import { DeletedVersionsProcessor, PreviewsProcessor } from '#deployments/previews.processor.js';
import { PromotionsProcessor } from '#deployments/promotions.processor.js';
import { ContaminationModule } from '#contamination/contamination.module.js';
import { ContaminationProcessor } from '#contamination/contamination.processor.js';
import { JudgementsModule } from '#judgements/judgements.module.js';
import { JudgementsProcessor } from '#judgements/judgements.processor.js';
import { EvaluationsModule } from '#evaluations/evaluations.module.js';
import { EvaluationsProcessor } from '#evaluations/evaluations.processor.js';
import { IntegrationsModule } from '#integrations/integrations.module.js';
import { RunsProcessor } from '#integrations/runs.processor.js';
import { ImportEnds } from '#jobs/import-ends.processor.js';
import { ComputeTargetsModule } from '#compute-targets/compute-targets.module.js';
import { TargetCheckProcessor } from '#compute-targets/target-check.processor.js';
import { JobsCollector } from '#jobs/jobs.collector.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { JobsReconciler } from '#jobs/jobs.reconciler.js';
import { JobsProcessor } from '#jobs/jobs.processor.js';
import { MailProcessor } from '#mail/mail.processor.js';
import type { Config } from '#platform/config.js';
import { Db } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import type { Logger } from '#platform/logger.js';
import { OutboxRelay } from '#platform/outbox.js';
import { PlatformModule } from '#platform/platform.module.js';
import { Queue } from '#platform/queue.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { PipelinesProcessor } from '#registry/pipelines.processor.js';
import { AliasDriftProcessor } from '#registry/alias-drift.processor.js';
import { RegistryMirror } from '#registry/registry.mirror.js';
import { RegistryModule } from '#registry/registry.module.js';
import { MirrorProcessor } from '#registry/registry.processor.js';
import { RetentionModule } from '#retention/retention.module.js';
import { RetentionProcessor } from '#retention/retention.processor.js';
import { StoreSweep } from '#retention/store-sweep.processor.js';
import { ReviewsModule } from '#reviews/reviews.module.js';
import { ReviewEnding } from '#reviews/ending.processor.js';
import { ReviewExpiry } from '#reviews/reviews.processor.js';
import { TRACKING } from '#registry/tracking.port.js';
import { ServingUsageModule } from '#serving-usage/serving-usage.module.js';
import { TrafficExpiry } from '#serving-usage/traffic-expiry.processor.js';
import { UploadsModule } from '#uploads/uploads.module.js';
import { UploadsProcessor } from '#uploads/uploads.processor.js';
import { DeliveriesProcessor } from '#webhooks/deliveries.processor.js';
import { EventExpiry } from '#webhooks/event-expiry.processor.js';
import { EventRelay } from '#webhooks/event-relay.processor.js';
import { WebhooksModule } from '#webhooks/webhooks.module.js';
import { Doorbell } from './doorbell.js';
import { Loops } from './loops.js';
import { Register } from './register.js';
import { computeTargets } from './targets.js';

/** Every topic that a slice rings: boot fails when one has no handler. */
const TOPICS = [
  'job',
  'compute_target',
  'evaluation',
  'import.ended',
  'contamination',
  'judgement',
  'pipeline.finished',
  'mirror',
  'promotion',
  'deployment',
  'deployment.preview',
  'deployment.version_deleted',
  'review.ended',
  'review.expiry',
  'review.ending',
  'mail',
  'recall',
  'license.catalogue',
  'upload',
  'webhook.delivery',
  'dataset.import',
  'integration.run',
  'retention',
  'store_sweep',
];

const HANDLERS = [
  JobsProcessor,
  TargetCheckProcessor,
  EvaluationsProcessor,
  ImportEnds,
  PipelinesProcessor,
  PromotionsProcessor,
  DeploymentsProcessor,
  PreviewsProcessor,
  DeletedVersionsProcessor,
  LicenseWatch,
  ReviewExpiry,
  ReviewEnding,
  MailProcessor,
  LapsedReviewsProcessor,
  DeadlinesProcessor,
  RecallsProcessor,
  ReevaluationProcessor,
  DatasetImportsProcessor,
];

/** Provided by their slices' own modules. */
const OWN = [
  ContaminationProcessor,
  JudgementsProcessor,
  RunsProcessor,
  FileExpiry,
  UploadsProcessor,
  StoreSweep,
  RetentionProcessor,
  EventRelay,
  DeliveriesProcessor,
  EventExpiry,
  TrafficExpiry,
];

@Module({})
export class WorkerModule {
  static async with(config: Config, log: Logger): Promise<DynamicModule> {
    const tracking = config.MLFLOW_TRACKING_URI
      ? [
          {
            provide: TRACKING,
            useValue: new MlflowTracking({
              baseUrl: config.MLFLOW_TRACKING_URI,
              token: config.MLFLOW_TRACKING_TOKEN,
            }),
          },
          RegistryMirror,
          MirrorProcessor,
          AliasDriftProcessor,
        ]
      : [
          { provide: MirrorProcessor, useValue: noMirror('mirror') },
          { provide: AliasDriftProcessor, useValue: noMirror('mirror.drift') },
        ];
    const handlers = [...HANDLERS, ...OWN, MirrorProcessor, AliasDriftProcessor];
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.with(config, log),
        await AdaptersModule.with(config),
        ProjectsModule,
        AuditModule,
        LicensesModule,
        ReviewsModule,
        BaseModelsModule,
        UploadsModule,
        DatasetsModule,
        DatasetImportsModule,
        ArtifactsModule,
        JobsModule,
        ComputeTargetsModule,
        RetentionModule,
        IntegrationsModule,
        EvaluationsModule,
        ContaminationModule,
        JudgementsModule,
        RegistryModule,
        DeploymentsModule,
        ServingUsageModule,
        LineageModule,
        WebhooksModule,
      ],
      providers: [
        ...tracking,
        ...HANDLERS,
        JobsCollector,
        JobsReconciler,
        computeTargets(config),
        { provide: Register, useFactory: (...all: Handler[]) => new Register(all, TOPICS), inject: handlers },
        {
          provide: OutboxRelay,
          useFactory: (db: Db, queue: Queue) => new OutboxRelay(db, queue, log),
          inject: [Db, Queue],
        },
        Loops,
        Doorbell,
      ],
    };
  }
}

/** Without a tracker there is nothing to mirror to; the registry is complete in itself. */
const noMirror = (topic: string): Handler => ({
  topic,
  step: () => Promise.resolve({ kind: 'done' as const }),
  due: () => Promise.resolve([]),
});
