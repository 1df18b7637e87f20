import { chmodSync, createReadStream, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Ctx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.js';
import type { FakeObjectStore } from '../../test/support/fake-object-store.js';
import { aSafetensors } from '../../test/support/model-files.js';
import { aProject, modelSlices, writeFolder } from '../../test/support/model-slices.js';
import type { RegisterArtifact } from './artifacts.service.js';
import type { ManifestFile } from './manifest.js';

let t: TestDatabase;
let s: ReturnType<typeof modelSlices>;
let ctx: Ctx;
let folder: string;
beforeAll(async () => {
  t = await openTestDatabase();
  s = modelSlices(t);
});
afterAll(async () => {
  await s.clean();
  await t.drop();
});
beforeEach(async () => {
  ctx = await aProject(t);
  folder = join(s.root, newId('dir_'));
  mkdirSync(folder);
});

const adapterFiles = {
  'adapter_config.json': '{"r":16}',
  'adapter_model.safetensors': aSafetensors(),
  'docs/README.md': '# a',
};
const anArtifact = (files: ManifestFile[], change: Partial<RegisterArtifact> = {}): RegisterArtifact => ({
  kind: 'adapter',
  name: 'adapter',
  jobId: 'job_1',
  folder,
  files,
  parents: [],
  predicate: { recipe: 'finetune_sft', spec: { seed: 7 } },
  ...change,
});
const counts = () =>
  t.db.tx({ projectId: '*' }, async (tx) => [
    await tx.artifact.count(),
    await tx.artifactEdge.count(),
    await tx.auditEvent.count(),
  ]);

describe('registering an artifact', () => {
  it('keeps every file by its hash, and the row, its edges and an audit event in one', async () => {
    const files = writeFolder(folder, adapterFiles);
    const parents = [{ id: 'dsv_1', type: 'trained-on' }];
    const row = await s.artifacts.register(ctx, anArtifact(files, { parents }));
    expect(row).toMatchObject({
      kind: 'adapter',
      jobId: 'job_1',
      sizeBytes: BigInt(files.reduce((n, f) => n + f.size_bytes, 0)),
    });
    for (const { path, sha256 } of files) {
      expect(await s.store.has(sha256)).not.toBeNull();
      expect(await buffer(await s.artifacts.open(ctx, row.id, path))).toEqual(
        readFileSync(join(folder, path)),
      );
    }
    expect(await s.artifacts.ofJob(ctx, 'job_1')).toEqual([row]);
    const { data } = await s.audit.list(ctx, { limit: 10, order: 'desc' });
    expect(data[0]).toMatchObject({ action: 'artifact.registered', target: { id: row.id } });
  });

  it('is one artifact under a race of eight, and again later', async () => {
    const input = anArtifact(writeFolder(folder, adapterFiles));
    const rows = await Promise.all(Array.from({ length: 8 }, () => s.artifacts.register(ctx, input)));
    const again = await s.artifacts.register(ctx, input);
    expect(new Set([...rows, again].map((row) => row.id)).size).toBe(1);
    expect(await s.artifacts.ofJob(ctx, 'job_1')).toHaveLength(1);
    expect((await s.audit.list(ctx, { limit: 10, order: 'desc' })).data).toHaveLength(1);
  });

  it('takes up an upload that a killed process had finished but not recorded', async () => {
    const files = writeFolder(folder, adapterFiles);
    const store = s.store as FakeObjectStore;
    for (const { path } of files) await store.put(createReadStream(join(folder, path)));
    const written = store.written.length;
    await s.artifacts.register(ctx, anArtifact(files));
    expect(store.written).toHaveLength(written);
  });

  it('refuses other bytes under a name that the job has used', async () => {
    await s.artifacts.register(ctx, anArtifact(writeFolder(folder, adapterFiles)));
    const other = writeFolder(folder, { 'adapter_config.json': '{"r":8}' });
    await expect(s.artifacts.register(ctx, anArtifact(other))).rejects.toMatchObject({
      kind: 'conflict',
      code: 'artifact_exists',
    });
  });

  it('without a job, keeps the same name for other bytes and one row for the same', async () => {
    const input = anArtifact(writeFolder(folder, { 'README.md': 'one' }), {
      jobId: null,
      name: 'card',
      kind: 'model_card',
    });
    const rows = await Promise.all([s.artifacts.register(ctx, input), s.artifacts.register(ctx, input)]);
    expect(rows[0].id).toBe(rows[1].id);
    const other = anArtifact(writeFolder(folder, { 'README.md': 'two' }), {
      jobId: null,
      name: 'card',
      kind: 'model_card',
    });
    expect((await s.artifacts.register(ctx, other)).id).not.toBe(rows[0].id);
  });

  const entry = (path: string, bytes: Buffer | string = 'x'): ManifestFile => ({
    path,
    size_bytes: Buffer.from(bytes).length,
    sha256: 'a'.repeat(64),
  });
  it.each<[string, string, () => ManifestFile[]]>([
    ['a pickle', 'forbidden_file', () => writeFolder(folder, { 'optimizer.pt': 'x' })],
    [
      'a pickle called .json',
      'forbidden_file',
      () => writeFolder(folder, { 'a.json': Buffer.from([0x80, 4, 0x95, 1]) }),
    ],
    ['a program', 'forbidden_file', () => writeFolder(folder, { 'run.py': 'x' })],
    ['a path out of the folder', 'unsafe_path', () => [entry('../secret.txt')]],
    ['an absolute path', 'unsafe_path', () => [entry('/etc/hostname')]],
    ['a backslash', 'unsafe_path', () => [entry('a\\b.txt')]],
    ['a file that is not there', 'file_missing', () => [entry('gone.txt')]],
    ['a folder', 'symlink_refused', () => (mkdirSync(join(folder, 'd.txt')), [entry('d.txt')])],
    [
      'a link',
      'symlink_refused',
      () => (symlinkSync('/etc/hostname', join(folder, 'l.txt')), [entry('l.txt')]),
    ],
    [
      'a file behind a linked folder',
      'symlink_refused',
      () => (symlinkSync('/etc', join(folder, 'etc')), [entry('etc/hostname')]),
    ],
    ['a wrong size', 'size_mismatch', () => (writeFolder(folder, { 'a.txt': 'longer' }), [entry('a.txt')])],
    ['a wrong hash', 'hash_mismatch', () => (writeFolder(folder, { 'a.txt': 'x' }), [entry('a.txt')])],
    [
      'a lying header',
      'bad_safetensors_header',
      () => writeFolder(folder, { 'm.safetensors': aSafetensors(undefined, 4) }),
    ],
    ['a lying GGUF', 'bad_gguf_header', () => writeFolder(folder, { 'm.gguf': 'GGUFGGUFGGUF' })],
    [
      'a config that loads code',
      'custom_code',
      () => writeFolder(folder, { 'config.json': '{"auto_map":{"A":"b.C"}}' }),
    ],
    ['no file', 'invalid_manifest', () => []],
  ])('refuses %s and writes nothing', async (_what, code, files) => {
    const input = anArtifact(files());
    const before = await counts();
    const objects = (s.store as FakeObjectStore).objects.size;
    await expect(s.artifacts.register(ctx, input)).rejects.toMatchObject({ kind: 'invalid', code });
    expect(await counts()).toEqual(before);
    expect((s.store as FakeObjectStore).objects.size).toBe(objects);
  });

  it('refuses a parent that is nothing known', async () => {
    const files = writeFolder(folder, adapterFiles);
    const parents = [{ id: newId('art_'), type: 'merged-from' }];
    await expect(s.artifacts.register(ctx, anArtifact(files, { parents }))).rejects.toMatchObject({
      code: 'unknown_parent',
    });
    const relation = [{ id: 'dsv_1', type: 'stolen-from' }];
    await expect(s.artifacts.register(ctx, anArtifact(files, { parents: relation }))).rejects.toMatchObject({
      code: 'unknown_parent',
    });
  });

  it('shows nothing of it to another project', async () => {
    const row = await s.artifacts.register(ctx, anArtifact(writeFolder(folder, adapterFiles)));
    const other = await aProject(t);
    await expect(s.artifacts.get(other, row.id)).rejects.toMatchObject({ kind: 'not_found' });
    await expect(s.artifacts.stage(other, row.id)).rejects.toMatchObject({ kind: 'not_found' });
    expect((await s.artifacts.list(other, { limit: 10, order: 'desc' })).data).toEqual([]);
  });
});

describe('staging', () => {
  const staged = async () => {
    const row = await s.artifacts.register(
      ctx,
      anArtifact(writeFolder(folder, { ...adapterFiles, 'note.txt': ctx.projectId })),
    );
    return { row, ...(await s.artifacts.stage(ctx, row.id)) };
  };

  it('makes one read-only copy for all who ask at once', async () => {
    const row = await s.artifacts.register(
      ctx,
      anArtifact(writeFolder(folder, { ...adapterFiles, 'n.txt': ctx.projectId })),
    );
    const all = await Promise.all(Array.from({ length: 6 }, () => s.artifacts.stage(ctx, row.id)));
    expect(new Set(all.map(({ path }) => path)).size).toBe(1);
    expect(readFileSync(join(all[0]!.path, 'docs/README.md'), 'utf8')).toBe('# a');
    expect(statSync(join(all[0]!.path, 'docs/README.md')).mode & 0o777).toBe(0o444);
    expect(statSync(join(all[0]!.path, 'docs')).mode & 0o777).toBe(0o555);
    expect(readFileSync(join(all[0]!.path, '../COMPLETE.json'), 'utf8')).toContain(row.digest);
  });

  it('makes a copy anew that lost a file or its marker', async () => {
    const { row, path } = await staged();
    const inode = statSync(path).ino;
    expect(statSync((await s.artifacts.stage(ctx, row.id)).path).ino).toBe(inode);
    chmodSync(path, 0o755); // as its owner may
    rmSync(join(path, 'note.txt'), { force: true });
    const again = await s.artifacts.stage(ctx, row.id);
    expect(readFileSync(join(again.path, 'note.txt'), 'utf8')).toBe(ctx.projectId);
    const marker = join(again.path, '..', 'COMPLETE.json');
    rmSync(marker);
    await s.artifacts.stage(ctx, row.id);
    expect(readFileSync(marker, 'utf8')).toContain(row.digest);
  });

  it('gives nothing when the store has lost or changed a byte', async () => {
    const row = await s.artifacts.register(
      ctx,
      anArtifact(writeFolder(folder, { 'a.txt': `unique ${ctx.projectId}` })),
    );
    const { objects } = s.store as FakeObjectStore;
    const { sha256 } = row.manifest[0]!;
    const good = objects.get(sha256)!;
    objects.set(sha256, Buffer.from(`unibue ${ctx.projectId}`));
    await expect(s.artifacts.stage(ctx, row.id)).rejects.toMatchObject({ code: 'artifact_damaged' });
    expect(await s.checks.verify(ctx, row.id)).toMatchObject({
      ok: false,
      faults: [{ path: 'a.txt', fault: 'changed' }],
    });
    objects.delete(sha256);
    await expect(s.artifacts.stage(ctx, row.id)).rejects.toMatchObject({ code: 'artifact_damaged' });
    expect(await s.checks.verify(ctx, row.id)).toMatchObject({
      ok: false,
      faults: [{ path: 'a.txt', fault: 'missing' }],
    });
    objects.set(sha256, good);
    expect(await s.checks.verify(ctx, row.id)).toMatchObject({ ok: true, faults: [] });
  });
});

describe('signatures', () => {
  it('say how the artifact was made and cover every file', async () => {
    const parents = [{ id: 'dsv_1', type: 'trained-on' }];
    const row = await s.artifacts.register(ctx, anArtifact(writeFolder(folder, adapterFiles), { parents }));
    const { provenance, model_signature } = await s.checks.attestation(ctx, row.id);
    const made = s.verifier.verify(provenance.dsseEnvelope);
    expect(made.subject).toEqual([{ name: 'adapter', digest: { sha256: row.digest } }]);
    expect(made.predicate).toMatchObject({
      buildDefinition: {
        externalParameters: { recipe: 'finetune_sft', spec: { seed: 7 } },
        resolvedDependencies: [{ uri: 'urn:luthier:dsv_1', digest: { sha256: 'd'.repeat(64) } }],
      },
    });
    const signed = s.verifier.verify(model_signature.dsseEnvelope).predicate as {
      resources: { name: string }[];
    };
    expect(signed.resources.map(({ name }) => name)).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
      'docs/README.md',
    ]);
  });

  it('do not verify once the row was changed', async () => {
    const row = await s.artifacts.register(ctx, anArtifact(writeFolder(folder, adapterFiles)));
    const manifest = row.manifest.filter(({ path }) => path !== 'docs/README.md');
    await t.db.tx(ctx, (tx) =>
      tx.artifact.update({
        where: { id: row.id },
        data: { manifest: manifest.map((file) => ({ ...file })) },
      }),
    );
    const { ok, faults } = await s.checks.verify(ctx, row.id);
    expect(ok).toBe(false);
    expect(faults.map(({ fault }) => fault)).toEqual(['digest_mismatch', 'bad_model_signature']);
  });
});

describe('lineage', () => {
  it('runs from a quantised model over merge and adapter to base and data, each node once', async () => {
    const base = await t.db.tx(ctx, async (tx) =>
      s.baseModels.beginImport(tx, ctx, {
        slug: 'tiny', hubId: 'acme/tiny', revision: null, declaredLicense: 'apache-2.0', jobId: 'job_0',
        source: { type: 'pypi', package: 'p', version: '1', format: 'gguf' },
      }),
    ); // prettier-ignore
    const make = async (name: string, kind: string, parents: RegisterArtifact['parents']) =>
      s.artifacts.register(
        ctx,
        anArtifact(writeFolder(folder, { [`${name}.txt`]: name }), {
          name,
          kind,
          jobId: `job_${name}`,
          parents,
        }),
      );
    const model = await make('model', 'base_model', []);
    await t.db.tx(ctx, (tx) =>
      tx.baseModel.update({ where: { id: base.id }, data: { artifactId: model.id, state: 'ready' } }),
    );
    const adapter = await make('adapter', 'adapter', [
      { id: base.id, type: 'adapter-of' },
      { id: 'dsv_1', type: 'trained-on' },
    ]);
    const merged = await make('merged', 'merged', [
      { id: adapter.id, type: 'merged-from' },
      { id: base.id, type: 'merged-from' },
    ]);
    const gguf = await make('gguf', 'gguf', [{ id: merged.id, type: 'quantized-from' }]);
    const { nodes, edges } = await s.artifacts.lineage(ctx, gguf.id);
    expect(nodes.map(({ id, kind }) => [id, kind])).toEqual([
      [gguf.id, 'quantized'],
      [merged.id, 'merged'],
      [adapter.id, 'adapter'],
      [base.id, 'base_model'],
      ['dsv_1', 'dataset'],
    ]);
    expect(edges).toHaveLength(5);
    expect(nodes[3]).toMatchObject({ repo: 'acme/tiny', declared_license: 'apache-2.0' });
    expect(await s.artifacts.baseModelOf(ctx, gguf.id)).toBe(base.id);
    expect(await s.artifacts.baseModelOf(ctx, model.id)).toBe(base.id);
    expect((await s.artifacts.lineage(ctx, model.id)).nodes.map(({ id }) => id)).toEqual([base.id]);
    await expect(s.artifacts.lineage(ctx, newId('art_'))).rejects.toMatchObject({ kind: 'not_found' });
  });
});

describe('lists and links', () => {
  it('filters by job and kind and pages', async () => {
    for (const [job, kind] of [
      ['job_a', 'adapter'],
      ['job_a', 'merged'],
      ['job_b', 'adapter'],
    ] as const) {
      const files = writeFolder(folder, { [`${job}${kind}.txt`]: 'x' });
      await s.artifacts.register(ctx, anArtifact(files, { jobId: job, kind, name: kind }));
    }
    const list = (query: object) => s.artifacts.list(ctx, { limit: 10, order: 'desc', ...query });
    expect((await list({})).data).toHaveLength(3);
    expect((await list({ job_id: ['job_a'] })).data.map(({ kind }) => kind)).toEqual(['merged', 'adapter']);
    expect((await list({ job_id: ['job_a'], kind: ['adapter'] })).data).toHaveLength(1);
    const first = await list({ limit: 2 });
    expect(first.has_more).toBe(true);
    expect((await list({ limit: 2, after: first.last_id! })).data).toHaveLength(1);
  });

  it('links to one file by its path, and refuses a path that is none', async () => {
    const row = await s.artifacts.register(ctx, anArtifact(writeFolder(folder, adapterFiles)));
    const readme = row.manifest.find(({ path }) => path === 'docs/README.md')!;
    expect(await s.artifacts.contentUrl(ctx, row.id, readme.path)).toContain(readme.sha256);
    for (const path of ['nope.txt', undefined]) {
      await expect(s.artifacts.contentUrl(ctx, row.id, path)).rejects.toMatchObject({ kind: 'not_found' });
    }
    await expect(s.artifacts.contentUrl(ctx, row.id, '../x')).rejects.toMatchObject({ code: 'unsafe_path' });
  });
});
