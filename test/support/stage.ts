import 'reflect-metadata';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Global, Module, type Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { FilesystemObjectStore } from '#adapters/filesystem/filesystem.object-store.js';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { AuditExportModule } from '#audit/audit-export.module.js';
import { AuditModule } from '#audit/audit.module.js';
import { SIGNED_URLS, SignedUrls } from '#artifacts/signed-url.js';
import { IMPORT_SETTINGS } from '#base-models/import-cache.service.js';
import { MODEL_SOURCES } from '#base-models/source.port.js';
import { ContaminationModule } from '#contamination/contamination.module.js';
import { ContaminationProcessor } from '#contamination/contamination.processor.js';
import { DATASET_STAGING_DIR } from '#files/dataset-bytes.service.js';
import { CounselModule } from '#counsel/counsel.module.js';
import { DatasetImportsModule } from '#dataset-imports/dataset-imports.module.js';
import { DatasetImportsProcessor } from '#dataset-imports/dataset-imports.processor.js';
import { DATASET_SOURCE } from '#dataset-imports/dataset-source.port.js';
import { DatasetReportsModule } from '#dataset-reports/dataset-reports.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { DEPLOYMENT_DEFAULTS, deploymentDefaults } from '#deployments/defaults.js';
import { DeadlinesProcessor } from '#deployments/deadlines.processor.js';
import { DeploymentsModule } from '#deployments/deployments.module.js';
import { PolicyTrialsModule } from '#policy-trials/policy-trials.module.js';
import { DeploymentsProcessor } from '#deployments/deployments.processor.js';
import { LapsedReviewsProcessor } from '#deployments/lapsed.processor.js';
import { DeletedVersionsProcessor, PreviewsProcessor } from '#deployments/previews.processor.js';
import { PromotionsProcessor } from '#deployments/promotions.processor.js';
import { LineageReach } from '#deployments/reach.repository.js';
import { SERVING, type ServingPort } from '#deployments/serving.port.js';
import { GatewayModule } from '#gateway/gateway.module.js';
import { ChatJudge } from '#adapters/openai/chat.judge.js';
import { JUDGE } from '#judgements/judge.port.js';
import { JudgementsModule } from '#judgements/judgements.module.js';
import { JudgementsProcessor } from '#judgements/judgements.processor.js';
import { JOB_DEFAULTS } from '#jobs/defaults.js';
import { EstimatesModule } from '#estimates/estimates.module.js';
import { FineTuningModule } from '#fine-tuning/fine-tuning.module.js';
import { JobsModule } from '#jobs/jobs.module.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { LineageModule } from '#lineage/lineage.module.js';
import { RecallsProcessor } from '#lineage/recalls.processor.js';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { AI_ACT, loadAiAct } from '#license-rules/regulation.js';
import { TrainingCompute } from '#artifacts/training-compute.service.js';
import { TRAINING_COMPUTE } from '#licenses/training-compute.port.js';
import { CATALOGUE } from '#license-catalogue/catalogue.service.js';
import { ModelHubModule } from '#model-hub/model-hub.module.js';
import { LicensesModule } from '#licenses/licenses.module.js';
import { ReevaluationProcessor } from '#licenses/reevaluation.processor.js';
import { REVIEWS } from '#licenses/reviews.port.js';
import { MAIL, type MailSettings } from '#mail/mail.port.js';
import { MailProcessor } from '#mail/mail.processor.js';
import { Db } from '#platform/db.js';
import { SIGNER, Signer, VERIFIER, Verifier } from '#platform/dsse.js';
import type { Handler } from '#platform/handler.js';
import { createLogger } from '#platform/logger.js';
import { MarkedObjectStore } from '#platform/marked-object-store.js';
import { RetentionModule } from '#retention/retention.module.js';
import { OBJECT_STORE } from '#platform/object-store.port.js';
import { CLOCK, CONFIG, LOGGER } from '#platform/tokens.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { ProjectsService } from '#projects/projects.service.js';
import { AliasDriftProcessor } from '#registry/alias-drift.processor.js';
import { PipelinesProcessor } from '#registry/pipelines.processor.js';
import { loadRegistryAssets, REGISTRY_ASSETS } from '#registry/registry.assets.js';
import { WandbRuns } from '#adapters/wandb/wandb.runs.js';
import { IntegrationsModule } from '#integrations/integrations.module.js';
import { RUN_TRACKER } from '#integrations/run-tracker.port.js';
import { RunsProcessor } from '#integrations/runs.processor.js';
import { parseAllowRules } from '#platform/egress-address.js';
import { Egress, EGRESS } from '#platform/egress.js';
import { INTEGRATION_KEY } from '#platform/secret-box.js';
import { RegistryMirror } from '#registry/registry.mirror.js';
import { RegistryModule } from '#registry/registry.module.js';
import { MirrorProcessor } from '#registry/registry.processor.js';
import { REACH } from '#reviews/reach.port.js';
import { ReviewsLedger } from '#reviews/reviews.ledger.js';
import { ReviewsModule } from '#reviews/reviews.module.js';
import { ReviewEnding } from '#reviews/ending.processor.js';
import { ReviewExpiry } from '#reviews/reviews.processor.js';
import { TRACKING } from '#registry/tracking.port.js';
import { UploadsModule } from '#uploads/uploads.module.js';
import { removeTree } from '#platform/remove-tree.js';
import { createApp } from '../../apps/api/http/app.js';
import { Idempotency } from '../../apps/api/http/idempotency.js';
import { HandClock } from './hand-clock.js';
import { openTestDatabase, type TestDatabase } from './database.js';
import { FakeServing } from './fake-serving.js';
import { FakeTracking } from './fake-tracking.js';

export { HandClock };

export interface Stage {
  t: TestDatabase;
  app: NestFastifyApplication;
  url: string;
  key: string;
  ctx: Ctx;
  clock: HandClock;
  serving: FakeServing;
  tracking: FakeTracking;
  get<T>(type: Type<T>): T;
  /** Answers committed bells and due rows, as the worker does, until nothing is due or `until` holds. */
  work(until?: () => Promise<boolean>): Promise<void>;
  close(): Promise<void>;
}

/** Every slice by its real modules on a database of its own; only the tracker and the engine are fakes. */
export async function openStage(
  engine?: ServingPort,
  {
    mail = null,
    datasetHub,
    config = {},
    allow = '',
    judge = null,
  }: {
    mail?: MailSettings | null;
    datasetHub?: object;
    config?: object;
    allow?: string;
    judge?: ConstructorParameters<typeof ChatJudge>[1] | null;
  } = {},
): Promise<Stage> {
  const t = await openTestDatabase();
  const dir = mkdtempSync(join(tmpdir(), 'luthier-stage-'));
  const [clock, serving, tracking] = [new HandClock(), new FakeServing(), new FakeTracking()];
  const log = createLogger('stage', 'error');
  const egress = new Egress({ ports: [443], allow: parseAllowRules(allow) });
  const signer = new Signer(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
  const urls = new SignedUrls(randomBytes(32), () => Date.now());
  const text = readFileSync('libs/license-catalogue/data/model-licenses.yaml', 'utf8');
  const values: [unknown, unknown][] = [
    [Db, t.db],
    [CLOCK, clock],
    [LOGGER, log],
    [
      CONFIG,
      {
        ...{ LUTHIER_DATA_DIR: dir, LUTHIER_CACHE_DIR: join(dir, 'cache') },
        ...{ LUTHIER_UNNEEDED_OBJECT_DAYS: 7, LUTHIER_CACHE_DAYS: 14 },
        ...config,
      },
    ],
    [SIGNER, signer],
    [VERIFIER, new Verifier([signer.publicKey])],
    [SIGNED_URLS, urls],
    [OBJECT_STORE, new MarkedObjectStore(new FilesystemObjectStore(join(dir, 'objects'), urls), t.db)],
    [AI_ACT, loadAiAct(readFileSync('libs/license-catalogue/data/regulation.yaml', 'utf8'))],
    [CATALOGUE, { catalogue: loadCatalogue(text), text }],
    [
      JOB_DEFAULTS,
      {
        target: 'process',
        targets: ['process'],
        installation: 'stage000',
        jobsDir: join(dir, 'jobs'),
        leaseSeconds: 30,
        graceSeconds: 1,
      },
    ],
    [MODEL_SOURCES, {}],
    [DATASET_SOURCE, datasetHub ?? {}],
    [IMPORT_SETTINGS, { sources: join(dir, 's'), converted: join(dir, 'c'), recipeFiles: [] }],
    [DATASET_STAGING_DIR, join(dir, 'datasets')],
    [REGISTRY_ASSETS, loadRegistryAssets(resolve('libs'), 'Luthier test')],
    [TRACKING, tracking],
    [INTEGRATION_KEY, randomBytes(32)],
    [EGRESS, egress],
    [RUN_TRACKER, new WandbRuns(egress)],
    [JUDGE, judge && { judge: new ChatJudge(egress, judge), maxCalls: 50 }],
    [REACH, new LineageReach()],
    [MAIL, mail],
    [SERVING, engine ?? serving],
    [DEPLOYMENT_DEFAULTS, { ...deploymentDefaults('stage000', 1), drainSeconds: 0 }],
  ];
  const providers = values.map(([provide, useValue]) => ({ provide: provide as string, useValue }));
  class Platform {}
  Global()(Platform);
  const reviews = { provide: REVIEWS, useExisting: ReviewsLedger };
  const compute = { provide: TRAINING_COMPUTE, useExisting: TrainingCompute };
  Module({
    imports: [ReviewsModule, ArtifactsModule],
    providers: [...providers, reviews, compute],
    exports: [...providers, reviews, compute].map((one) => one.provide),
  })(Platform);
  const processors = [
    MirrorProcessor,
    AliasDriftProcessor,
    PipelinesProcessor,
    DeploymentsProcessor,
    PromotionsProcessor,
    PreviewsProcessor,
    DeletedVersionsProcessor,
    ReviewExpiry,
    ReviewEnding,
    MailProcessor,
    LapsedReviewsProcessor,
    ReevaluationProcessor,
    DeadlinesProcessor,
    RecallsProcessor,
    DatasetImportsProcessor,
  ];
  class Root {}
  Module({
    imports: [
      Platform,
      AuditModule,
      AuditExportModule,
      DatasetsModule,
      UploadsModule,
      DatasetImportsModule,
      ArtifactsModule,
      ProjectsModule,
      JobsModule,
      RetentionModule,
      IntegrationsModule,
      DatasetReportsModule,
      FineTuningModule,
      EstimatesModule,
      ContaminationModule,
      JudgementsModule,
      RegistryModule,
      ModelHubModule,
      DeploymentsModule,
      PolicyTrialsModule,
      LineageModule,
      GatewayModule,
      LicensesModule,
      ReviewsModule,
      CounselModule,
    ],
    providers: [Idempotency, RegistryMirror, ...processors],
  })(Root);
  const app = await createApp(Root, log);
  await app.listen(0, '127.0.0.1');
  const handlers = [RunsProcessor, ContaminationProcessor, JudgementsProcessor, ...processors].map((type) =>
    app.get<Handler>(type as Type<Handler>),
  );
  const project = await app.get(ProjectsService).create(systemCtx('*', 'test'), {
    name: 'stage',
    org: 'acme',
    declared_use: {
      purpose: 'internal',
      commercial: true,
      fields: [],
      general_purpose: false,
      downstream_training: [],
    },
  });
  return {
    t,
    app,
    url: await app.getUrl(),
    key: project.api_key,
    ctx: { ...systemCtx(project.id, 'test'), actor: 'tester' },
    clock,
    serving,
    tracking,
    get: (type) => app.get(type),
    work: (until) => work({ db: t.db, clock, handlers }, until),
    async close() {
      await app.close();
      await serving.close();
      await t.drop();
      await removeTree(dir);
    },
  };
}

const MOST_ROUNDS = 400;

interface Workplace {
  db: Db;
  clock: HandClock;
  handlers: Handler[];
}

/** No waiting: where nothing is due, the clock goes on. */
async function work({ db, clock, handlers }: Workplace, until?: () => Promise<boolean>): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (until && (await until())) return;
    const bells = await db.client.outbox.findMany({ orderBy: { id: 'asc' } });
    await db.client.outbox.deleteMany({ where: { id: { in: bells.map((bell) => bell.id) } } });
    let busy = 0;
    for (const handler of handlers) {
      const rung = bells.filter((bell) => bell.topic === handler.topic).map((bell) => bell.key);
      for (const id of new Set([...rung, ...(await handler.due(50))])) {
        await handler.step(id);
        busy += 1;
      }
    }
    if (busy > 0) continue;
    if (!until) return;
    clock.forward(1);
  }
  if (until) throw new Error('it did not come to that');
}
