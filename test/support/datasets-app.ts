import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Global, Module } from '@nestjs/common';
import { pino } from 'pino';
import { FilesystemObjectStore } from '#adapters/filesystem/filesystem.object-store.js';
import { SignedUrls } from '#artifacts/signed-url.js';
import { DATASET_STAGING_DIR } from '#files/dataset-bytes.service.js';
import { DatasetDiffsModule } from '#dataset-diffs/dataset-diffs.module.js';
import { DatasetsModule } from '#datasets/datasets.module.js';
import { OWN_MODELS } from '#datasets/own-models.port.js';
import { IMPORT_SETTINGS } from '#base-models/import-cache.service.js';
import { MODEL_SOURCES } from '#base-models/source.port.js';
import { FILE_USE, type FileUsePort } from '#files/file-use.port.js';
import { type Role, systemCtx } from '#kernel/context.js';
import { loadCatalogue } from '#license-catalogue/catalogue.js';
import { CATALOGUE } from '#license-catalogue/catalogue.service.js';
import { Db } from '#platform/db.js';
import { SIGNER, VERIFIER, Verifier } from '#platform/dsse.js';
import { OBJECT_STORE } from '#platform/object-store.port.js';
import { CLOCK, LOGGER } from '#platform/tokens.js';
import { ProjectsModule } from '#projects/projects.module.js';
import { ProjectsService } from '#projects/projects.service.js';
import { UploadsModule } from '#uploads/uploads.module.js';
import { removeTree } from '#platform/remove-tree.js';
import { createApp } from '../../apps/api/http/app.js';
import { Idempotency } from '../../apps/api/http/idempotency.js';
import { openTestDatabase } from './database.js';
import { aSigner } from './model-slices.js';

const text = readFileSync('libs/license-catalogue/data/model-licenses.yaml', 'utf8');
const log = pino({ level: 'silent' });

/** The filesystem store, which remembers when each upload into it has settled. */
class WatchedStore extends FilesystemObjectStore {
  readonly puts: Promise<unknown>[] = [];

  override put(...args: Parameters<FilesystemObjectStore['put']>) {
    const put = super.put(...args);
    this.puts.push(put.catch(() => undefined));
    return put;
  }
}

/** The files and datasets doors behind the real HTTP application, on a database and a folder of their own. */
export async function openDatasetsApp() {
  const t = await openTestDatabase();
  const root = mkdtempSync(join(tmpdir(), 'luthier-datasets-'));
  const store = new WatchedStore(
    join(root, 'objects'),
    new SignedUrls(randomBytes(32), () => Date.now(), ''),
  );
  const time = { now: new Date() };
  const busy = new Map<string, string>();
  const own = new Map<string, string>();
  const use: FileUsePort = { liveJobOf: async (_ctx, { fileId }) => busy.get(fileId) ?? null };
  const signer = aSigner();
  const providers = [
    { provide: Db, useValue: t.db },
    { provide: LOGGER, useValue: log },
    { provide: CLOCK, useValue: { now: () => time.now } },
    { provide: OBJECT_STORE, useValue: store },
    { provide: DATASET_STAGING_DIR, useValue: join(root, 'staged') },
    { provide: CATALOGUE, useValue: { catalogue: loadCatalogue(text), text } },
    { provide: SIGNER, useValue: signer },
    { provide: VERIFIER, useValue: new Verifier([signer.publicKey]) },
    { provide: FILE_USE, useValue: use },
    {
      provide: OWN_MODELS,
      useValue: { findArtifact: async (_: unknown, name: string) => own.get(name) ?? null },
    },
    { provide: MODEL_SOURCES, useValue: {} },
    { provide: IMPORT_SETTINGS, useValue: { sources: root, converted: root, recipeFiles: [] } },
  ];
  class Outside {}
  Global()(Outside);
  Module({ providers, exports: providers.map((one) => one.provide) })(Outside);
  class Root {}
  Module({
    imports: [Outside, ProjectsModule, UploadsModule, DatasetsModule, DatasetDiffsModule],
    providers: [Idempotency],
  })(Root);
  const app = await createApp(Root, log);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  const projects = app.get(ProjectsService);

  return {
    t,
    app,
    root,
    store,
    time,
    busy,
    /** Own models by name, as the registry would answer. */
    own,
    port,
    url: `http://127.0.0.1:${port}/v1`,
    /** A project with its admin key, or a key of one role. */
    async project(settings: object = {}, role: Role = 'admin') {
      const name = `p-${randomBytes(5).toString('hex')}`;
      const { id, api_key } = await projects.create(systemCtx(), { name, ...settings });
      const { member } = (await projects.authenticate(api_key, 'req_test'))!;
      const ctx = {
        projectId: id,
        actor: 'key_test',
        member,
        roles: ['admin'] as Role[],
        requestId: 'req_test',
      };
      const key =
        role === 'admin' ? api_key : (await projects.createKey(ctx, { name: role, roles: [role] })).key;
      return { id, key, ctx };
    },
    /** What a refused request must leave as it was. */
    async written() {
      const count = (table: 'file' | 'dataset' | 'datasetVersion') =>
        t.db.tx({ projectId: '*' }, (tx) => (tx[table] as { count(): Promise<number> }).count());
      const rows = [
        await count('file'),
        await count('dataset'),
        await count('datasetVersion'),
        await t.db.tx({ projectId: '*' }, (tx) =>
          tx.auditEvent.count({ where: { action: { not: 'access.refused' } } }),
        ),
      ];
      const objects: string[] = [];
      for await (const object of store.list()) objects.push(object.sha256);
      return { rows, objects: objects.sort(), unfinished: namesIn(join(root, 'objects/tmp')) };
    },
    async close() {
      await app.close();
      await t.drop();
      await removeTree(root);
    },
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

export const chatRow = (i: number | string, answer = 'card_arrival'): string =>
  JSON.stringify({
    messages: [
      { role: 'user', content: `Where is my card? ${i}` },
      { role: 'assistant', content: answer },
    ],
  });
/** A fine-tune file of `n` good chat rows; `seed` makes its content its own. */
export const chatFile = (n = 12, seed = ''): string =>
  Array.from({ length: n }, (_, i) => `${chatRow(`${seed}${i}`)}\n`).join('');

export type Part = { name: string; value: string | Buffer; filename?: string };
/** A multipart body with its parts in this order. */
export function multipart(parts: Part[], boundary = 'XBOUNDARYX'): { body: Buffer; type: string } {
  const pieces = parts.flatMap(({ name, value, filename }) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"` +
        `${filename === undefined ? '' : `; filename="${filename}"\r\nContent-Type: application/octet-stream`}\r\n\r\n`,
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  const body = Buffer.concat([...pieces, Buffer.from(`--${boundary}--\r\n`)]);
  return { body, type: `multipart/form-data; boundary=${boundary}` };
}
