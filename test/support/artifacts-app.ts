import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { pino } from 'pino';
import { FilesystemObjectStore } from '#adapters/filesystem/filesystem.object-store.js';
import { ArtifactsModule } from '#artifacts/artifacts.module.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { SIGNED_URLS, SignedUrls } from '#artifacts/signed-url.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { IMPORT_SETTINGS } from '#base-models/import-cache.service.js';
import { MODEL_SOURCES } from '#base-models/source.port.js';
import { DATASET_STAGING_DIR } from '#files/dataset-bytes.service.js';
import { FILE_USE } from '#files/file-use.port.js';
import { type Ctx, type Role, systemCtx } from '#kernel/context.js';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { AI_ACT, loadAiAct } from '#license-rules/regulation.js';
import { CATALOGUE } from '#license-catalogue/catalogue.service.js';
import { Db } from '#platform/db.js';
import { SIGNER, VERIFIER, Verifier } from '#platform/dsse.js';
import { OBJECT_STORE } from '#platform/object-store.port.js';
import { CLOCK, CONFIG, LOGGER } from '#platform/tokens.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { ProjectsService } from '#projects/projects.service.js';
import { removeTree } from '#platform/remove-tree.js';
import { createApp } from '../../apps/api/http/app.js';
import { Idempotency } from '../../apps/api/http/idempotency.js';
import { openTestDatabase } from './database.js';
import { aSigner } from './model-slices.js';

const text = readFileSync('libs/license-catalogue/data/model-licenses.yaml', 'utf8');

/** The artifacts, objects and base-models doors behind the real HTTP application and a real filesystem store. */
export async function openArtifactsApp() {
  const t = await openTestDatabase();
  const root = mkdtempSync(join(tmpdir(), 'luthier-artifacts-'));
  const time = { nowMs: Date.now() };
  const urls = new SignedUrls(randomBytes(32), () => time.nowMs);
  const log = pino({ level: 'silent' });
  const imports = { sources: join(root, 'sources'), converted: join(root, 'converted'), recipeFiles: [] };
  const signer = aSigner();
  const providers = [
    { provide: Db, useValue: t.db },
    { provide: LOGGER, useValue: log },
    {
      provide: AI_ACT,
      useFactory: () => loadAiAct(readFileSync('libs/license-catalogue/data/regulation.yaml', 'utf8')),
    },
    { provide: CLOCK, useValue: { now: () => new Date(time.nowMs) } },
    { provide: CONFIG, useValue: { LUTHIER_CACHE_DIR: join(root, 'cache') } },
    { provide: OBJECT_STORE, useValue: new FilesystemObjectStore(join(root, 'objects'), urls) },
    { provide: SIGNED_URLS, useValue: urls },
    { provide: DATASET_STAGING_DIR, useValue: join(root, 'staged') },
    { provide: CATALOGUE, useValue: { catalogue: loadCatalogue(text), text } },
    { provide: SIGNER, useValue: signer },
    { provide: VERIFIER, useValue: new Verifier([signer.publicKey]) },
    { provide: FILE_USE, useValue: { liveJobOf: async () => null } },
    { provide: MODEL_SOURCES, useValue: {} },
    { provide: IMPORT_SETTINGS, useValue: imports },
  ];
  class Outside {}
  Global()(Outside);
  Module({ providers, exports: providers.map((one) => one.provide) })(Outside);
  class Root {}
  Module({ imports: [Outside, ProjectsModule, ArtifactsModule], providers: [Idempotency] })(Root);
  const app = await createApp(Root, log);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return {
    t,
    root,
    time,
    url: `http://127.0.0.1:${port}`,
    artifacts: app.get(ArtifactsService),
    baseModels: app.get(BaseModelsService, { strict: false }),
    /** A project with its admin key. */
    async project(): Promise<{ ctx: Ctx; key: string }> {
      const made = await app.get(ProjectsService, { strict: false }).create(systemCtx(), {
        name: `p-${randomBytes(5).toString('hex')}`,
      });
      const ctx = {
        projectId: made.id,
        actor: 'key_test',
        member: 'mem_test',
        roles: ['admin'] as Role[],
        requestId: 'req_test',
      };
      return { ctx, key: made.api_key };
    },
    async close() {
      await app.close();
      await t.drop();
      await removeTree(root);
    },
  };
}
