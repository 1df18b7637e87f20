import { createHash, generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ArtifactChecks } from '#artifacts/artifact-checks.service.js';
import { ArtifactFiles } from '#artifacts/artifact-files.service.js';
import { ArtifactsRepository } from '#artifacts/artifacts.repository.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { LineageService } from '#artifacts/lineage.service.js';
import type { ManifestFile } from '#artifacts/manifest.js';
import { AuditRepository } from '#audit/audit.repository.js';
import { AuditService } from '#audit/audit.service.js';
import { BaseModelsRepository } from '#base-models/base-models.repository.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import type { ModelSources } from '#base-models/source.port.js';
import type { DatasetsService } from '#datasets/datasets.service.js';
import { type Clock, systemClock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { LicensesRepository } from '#licenses/licenses.repository.js';
import { CatalogueRepository } from '#license-catalogue/catalogue.repository.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import { FreezingService } from '#licenses/freezing.service.js';
import { LicenseReading } from '#licenses/license-reading.service.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { ReaskingService } from '#licenses/reasking.service.js';
import { ReevaluationRepository } from '#licenses/reevaluation.repository.js';
import { ReevaluationService } from '#licenses/reevaluation.service.js';
import type { ReviewsPort } from '#licenses/reviews.port.js';
import type { Db } from '#platform/db.js';
import { Signer, Verifier } from '#platform/dsse.js';
import { QuarantineRepository } from '#licenses/quarantine.repository.js';
import { QuarantineService } from '#licenses/quarantine.service.js';
import type { ObjectStorePort } from '#platform/object-store.port.js';
import { MembersRepository } from '#projects/members.repository.js';
import { MembersService } from '#projects/members.service.js';
import { ProjectsRepository } from '#projects/projects.repository.js';
import { ProjectsService } from '#projects/projects.service.js';
import { removeTree } from '#platform/remove-tree.js';
import type { TestDatabase } from './database.js';
import { FakeObjectStore } from './fake-object-store.js';

const text = readFileSync('libs/license-catalogue/data/model-licenses.yaml', 'utf8');

export const aSigner = (): Signer =>
  new Signer(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);

/** The license slice on one catalogue, built with `new`. */
export function licenseSlice(of: {
  db: Db;
  audit: AuditService;
  projects: ProjectsService;
  catalogues: CatalogueService;
  signer: Signer;
  reviews?: ReviewsPort;
  clock?: Clock;
}) {
  const { db, audit, projects, catalogues, signer, reviews, clock = systemClock } = of;
  const rows = new LicensesRepository();
  const freezing = new FreezingService(rows, audit, catalogues, signer, reviews);
  const licenses = new LicensesService(db, rows, projects, catalogues, freezing, reviews);
  const reading = new LicenseReading(db, rows, catalogues, licenses);
  const reasking = new ReaskingService(rows, projects, freezing);
  const reports = new ReevaluationRepository();
  const reevaluations = new ReevaluationService(db, reports, catalogues, reasking, audit, clock);
  return { freezing, licenses, reading, reasking, reevaluations };
}

/** The slices from projects to artifacts on a real database, built with `new`; only ports are faked. */
export function modelSlices(
  t: TestDatabase,
  options: { sources?: Partial<ModelSources>; store?: ObjectStorePort } = {},
) {
  const root = mkdtempSync(join(tmpdir(), 'luthier-slices-'));
  const signer = aSigner();
  const store = options.store ?? new FakeObjectStore();
  const audit = new AuditService(t.db, new AuditRepository(), systemClock);
  const projects = new ProjectsService(
    t.db,
    new ProjectsRepository(),
    audit,
    new MembersService(t.db, new MembersRepository(), audit, systemClock),
    systemClock,
  );
  const loaded = { catalogue: loadCatalogue(text), text };
  const catalogues = new CatalogueService(t.db, new CatalogueRepository(), audit, loaded);
  const { licenses, reading } = licenseSlice({ db: t.db, audit, projects, catalogues, signer });
  const settings = {
    sources: join(root, 'sources'),
    converted: join(root, 'converted'),
    recipeFiles: ['jobs/schema/spec.schema.json'],
  };
  const sources = options.sources as ModelSources;
  const makeBaseModels = () =>
    new BaseModelsService(t.db, new BaseModelsRepository(), licenses, audit, sources, settings);
  const baseModels = makeBaseModels();
  const rows = new ArtifactsRepository();
  const quarantine = new QuarantineService(t.db, new QuarantineRepository());
  const config = { LUTHIER_CACHE_DIR: join(root, 'cache') };
  const lineage = new LineageService(t.db, rows, baseModels, fakeDatasets, quarantine);
  const files = new ArtifactFiles(store, config);
  const verifier = new Verifier([signer.publicKey]);
  const artifacts = new ArtifactsService(t.db, rows, files, lineage, audit, signer);
  const checks = new ArtifactChecks(t.db, rows, files, verifier);
  return {
    root,
    settings,
    signer,
    verifier,
    store,
    audit,
    licenses,
    reading,
    baseModels,
    makeBaseModels,
    artifacts,
    checks,
    clean: () => removeTree(root),
  };
}

/** The two questions that lineage asks of data; the datasets slice has tests of its own. */
export const fakeDatasets = {
  getVersion: async (_ctx: Ctx, id: string) => {
    if (id.includes('unknown')) throw notFound('dataset_version_not_found', `No dataset version '${id}'.`);
    return { id, digest: 'd'.repeat(64) };
  },
  lineage: async (_ctx: Ctx, ids: string[]) => ({
    nodes: ids.map((id) => ({ id, kind: 'dataset', declared_license: 'cc-by-4.0' })),
    edges: [],
  }),
} as unknown as DatasetsService;

/** A project of its own and the context of its engineer. */
export async function aProject(t: TestDatabase): Promise<Ctx> {
  const id = newId('proj_');
  await t.db.tx({ projectId: '*' }, (tx) => tx.project.create({ data: { id, name: id, declaredUse: {} } }));
  return { projectId: id, actor: 'key_test', member: 'mem_test', roles: ['engineer'], requestId: 'req_test' };
}

/** Writes files into a folder and answers their manifest. */
export function writeFolder(folder: string, files: Record<string, Buffer | string>): ManifestFile[] {
  return Object.entries(files).map(([path, content]) => {
    const bytes = Buffer.from(content);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
    return { path, size_bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
}
