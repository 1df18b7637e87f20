import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DatasetsService } from '#datasets/datasets.service.js';
import { FilesService } from '#files/files.service.js';
import type { Ctx } from '#kernel/context.js';
import { chatFile, chatRow, openDatasetsApp } from '../../test/support/datasets-app.js';

let app: Awaited<ReturnType<typeof openDatasetsApp>>;
let datasets: DatasetsService;
let project: Awaited<ReturnType<typeof app.project>>;
let salt = 0;
beforeAll(async () => {
  app = await openDatasetsApp();
  datasets = app.app.get(DatasetsService);
  project = await app.project();
}, 60_000);
afterAll(() => app.close());

type Json = Record<string, never> & { error: Record<string, unknown> };
async function call(method: string, path: string, body?: unknown, key = project.key) {
  const response = await fetch(`${app.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  return { status: response.status, body: (await response.json()) as Json };
}
async function file(content?: string | Buffer, { ctx = project.ctx, purpose = 'fine-tune' } = {}) {
  const body = Readable.from([Buffer.from(content ?? chatFile(12, `${(salt += 1)} `))]);
  const fields = Promise.resolve({ purpose: purpose as 'fine-tune' });
  return (
    await app.app
      .get(FilesService)
      .create(ctx, { body, filename: 'x.jsonl', fields, purposeSoFar: () => purpose })
  ).id;
}
async function dataset(key = project.key) {
  const { body } = await call('POST', '/datasets', { name: `d-${(salt += 1)}` }, key);
  return String(body['id']);
}
const sha256 = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');

describe('datasets', () => {
  it('are created once, listed and read', async () => {
    const name = `banking-${(salt += 1)}`;
    const made = await call('POST', '/datasets', { name });
    const created_at = Math.floor(Date.now() / 1000);
    expect(made).toEqual({
      status: 201,
      body: {
        id: expect.stringMatching(/^ds_/) as unknown,
        object: 'dataset',
        name,
        created_at: expect.closeTo(created_at, -1) as unknown,
      },
    });
    expect((await call('GET', `/datasets/${String(made.body['id'])}`)).body).toEqual(made.body);
    expect((await call('GET', '/datasets?limit=1')).body['data']).toEqual([made.body]);
    expect(await call('POST', '/datasets', { name })).toMatchObject({
      status: 409,
      body: { error: { code: 'already_exists', param: 'name' } },
    });
  });
});

describe('a version', () => {
  it('holds splits, format, digest, license, source and credit', async () => {
    const id = await dataset();
    const [train, test] = [await file(), await file(chatRow('unseen'))];
    const source = { repo: 'PolyAI/banking77', url: 'https://github.com/PolyAI-LDN/task-specific-datasets' };
    const made = await call('POST', `/datasets/${id}/versions`, {
      files: { train, test },
      license: 'cc-by-4.0',
      source,
      attribution: 'PolyAI',
    });
    const [trainSha, testSha] = await Promise.all(
      [train, test].map(async (one) => (await datasets.getFile(project.ctx, one)).sha256),
    );
    expect(made.status).toBe(201);
    expect(made.body).toEqual({
      id: expect.stringMatching(/^dsv_/) as unknown, object: 'dataset_version', dataset_id: id, number: 1,
      digest: sha256(`test ${testSha}\ntrain ${trainSha}`), format: 'chat',
      splits: { train: { file_id: train, sha256: trainSha, rows: 12 }, test: { file_id: test, sha256: testSha, rows: 1 } },
      license: { declared: 'cc-by-4.0', license_id: 'CC-BY-4.0', declared_by: null, findings: [] },
      source, attribution: 'PolyAI', generated_by: [], derived_from: [], created_at: expect.any(Number) as unknown,
    }); // prettier-ignore
    expect((await call('GET', `/dataset_versions/${String(made.body['id'])}`)).body).toEqual(made.body);
    expect((await call('GET', `/datasets/${id}/versions`)).body['data']).toEqual([made.body]);
    expect((await datasets.lineage(project.ctx, [String(made.body['id'])])).nodes[0]).toEqual({
      id: made.body['id'], kind: 'dataset', declared_license: 'cc-by-4.0', repo: 'PolyAI/banking77',
    }); // prettier-ignore
  });

  it('of the same content is the same version, also for ten at once; other content is the next', async () => {
    const id = await dataset();
    const content = chatFile(12, `twice ${salt}`);
    const ask = async () =>
      call('POST', `/datasets/${id}/versions`, { files: { train: await file(content) }, license: 'mit' });
    const answers = await Promise.all(Array.from({ length: 10 }, ask));
    expect(new Set(answers.map(({ status, body }) => `${status} ${String(body['id'])}`)).size).toBe(1);
    const next = await call('POST', `/datasets/${id}/versions`, {
      files: { train: await file() },
      license: 'mit',
    });
    expect([answers[0]!.body['number'], next.body['number']]).toEqual([1, 2]);
    const events = await app.t.db.tx({ projectId: project.id }, (tx) =>
      tx.auditEvent.findMany({
        where: { action: 'dataset_version.created', targetId: String(answers[0]!.body['id']) },
      }),
    );
    expect(events).toHaveLength(1);
  });

  it('is stored as declared where the catalogue does not know the license, and says so', async () => {
    const made = await call('POST', `/datasets/${await dataset()}/versions`, {
      files: { train: await file() },
      license: 'my-own-terms',
    });
    expect(made.body['license']).toMatchObject({
      declared: 'my-own-terms',
      license_id: null,
      findings: [{ code: 'LICENSE_UNKNOWN' }],
    });
  });

  it('takes the license of the project where it states none', async () => {
    const own = await app.project({
      default_dataset_license: 'LicenseRef-own-data',
      default_dataset_license_declared_by: 'Dana Owens',
    });
    const train = await file(undefined, { ctx: own.ctx });
    const made = await call(
      'POST',
      `/datasets/${await dataset(own.key)}/versions`,
      { files: { train } },
      own.key,
    );
    expect(made.body['license']).toEqual({
      declared: 'LicenseRef-own-data',
      license_id: 'LicenseRef-own-data',
      declared_by: 'Dana Owens',
      findings: [],
    });
  });

  it('survives the deletion of its file, with report and preview', async () => {
    const train = await file(
      [chatRow('ann@example.org'), '{"messages":[{"role":"user","content":"x"}]}'].join('\n'),
    );
    const { body } = await call('POST', `/datasets/${await dataset()}/versions`, {
      files: { train },
      license: 'mit',
    });
    await call('DELETE', `/files/${train}`);
    const id = String(body['id']);
    expect(await datasets.report(project.ctx, id)).toMatchObject({
      object: 'dataset_report', dataset_version_id: id, usable_for: [],
      splits: { train: { rows: 2, fault_count: 1, faults: [{ line: 2, code: 'no_assistant' }], sensitive: { counts: { email: 1 }, first: [{ line: 1, kind: 'email' }] } } },
    }); // prettier-ignore
    expect((await call('GET', `/dataset_versions/${id}/preview?limit=1`)).body).toEqual({
      object: 'dataset_preview', dataset_version_id: id, split: 'train', total_rows: 2,
      rows: [JSON.parse(chatRow('ann@example.org'))],
    }); // prettier-ignore
    expect(await call('GET', `/dataset_versions/${id}/preview?split=test`)).toMatchObject({
      status: 400,
      body: { error: { param: 'split' } },
    });
  });
});

describe('bad input leaves nothing', () => {
  const preference = JSON.stringify({
    input: { messages: [{ role: 'user', content: 'a' }] },
    preferred_output: [{ role: 'assistant', content: 'b' }],
    non_preferred_output: [{ role: 'assistant', content: 'c' }],
  });
  const cases: [string, () => Promise<object>, number, string, string | null][] = [
    ['no license', async () => ({ files: { train: await file() } }), 400, 'dataset_license_missing', 'license'],
    ['own data that nobody declares', async () => ({ files: { train: await file() }, license: 'LicenseRef-own-data' }), 400, 'missing_required_parameter', 'declared_by'],
    ['no train split', async () => ({ files: { test: await file() }, license: 'mit' }), 400, 'missing_required_parameter', 'files.train'],
    ['another split', async () => ({ files: { train: await file(), dev: 'x' }, license: 'mit' }), 400, 'unknown_parameter', 'files.dev'],
    ['an unknown field', async () => ({ files: { train: await file() }, licence: 'mit' }), 400, 'unknown_parameter', 'licence'],
    ['an unknown file', async () => ({ files: { train: 'file-x' }, license: 'mit' }), 404, 'file_not_found', 'files.train'],
    ['a file of another purpose', async () => ({ files: { train: await file('x', { purpose: 'user_data' }) }, license: 'mit' }), 400, 'invalid_value', 'files.train'],
    ['rows of no format', async () => ({ files: { train: await file('{"text":"a"}') }, license: 'mit' }), 400, 'invalid_training_file', 'files.train'],
    ['two formats', async () => ({ files: { train: await file(), test: await file(preference) }, license: 'mit' }), 400, 'invalid_value', 'files.test'],
    ['a local url', async () => ({ files: { train: await file() }, license: 'mit', source: { url: 'file:///etc/passwd' } }), 400, 'invalid_value', 'source.url'],
    ['a NUL', async () => ({ files: { train: await file() }, license: 'm\u0000' }), 400, 'invalid_value', null],
  ]; // prettier-ignore
  it.each(cases)('%s', async (_name, make, status, code, param) => {
    const [id, body] = [await dataset(), await make()];
    const before = await app.written();
    expect(await call('POST', `/datasets/${id}/versions`, body)).toMatchObject({
      status,
      body: { error: { code, param } },
    });
    expect(await app.written()).toEqual(before);
  });

  it('names the setting that a missing license can take, and how to set it', async () => {
    const { body } = await call('POST', `/datasets/${await dataset()}/versions`, {
      files: { train: await file() },
    });
    expect(body.error['message']).toContain('default_dataset_license');
    expect(body.error['message']).toContain('PATCH /v1/projects/current');
  });

  it.each([
    ['license', { license: 'apache-2.0' }],
    ['attribution', { license: 'mit', attribution: 'x' }],
    ['source', { license: 'mit', source: { name: 'x' } }],
  ])('the same content with another %s', async (param, other) => {
    const id = await dataset();
    const train = await file();
    await call('POST', `/datasets/${id}/versions`, { files: { train }, license: 'mit' });
    const before = await app.written();
    const answer = await call('POST', `/datasets/${id}/versions`, { files: { train }, ...other });
    expect(answer).toMatchObject({ status: 409, body: { error: { code: 'already_exists', param } } });
    expect(await app.written()).toEqual(before);
  });
});

it('shows nothing to another project', async () => {
  const id = await dataset();
  const train = await file();
  const { body } = await call('POST', `/datasets/${id}/versions`, { files: { train }, license: 'mit' });
  const version = String(body['id']);
  const other = await app.project();
  const paths = [
    `/datasets/${id}`,
    `/datasets/${id}/versions`,
    `/dataset_versions/${version}`,
    `/dataset_versions/${version}/preview`,
  ];
  for (const path of paths)
    expect([path, (await call('GET', path, undefined, other.key)).status]).toEqual([path, 404]);
  expect((await call('GET', '/datasets', undefined, other.key)).body['data']).toEqual([]);
  const before = await app.written();
  expect(
    (await call('POST', `/datasets/${id}/versions`, { files: { train }, license: 'mit' }, other.key)).status,
  ).toBe(404);
  const foreign = { files: { train }, license: 'mit' };
  const own = await dataset(other.key);
  const middle = await app.written();
  expect(await call('POST', `/datasets/${own}/versions`, foreign, other.key)).toMatchObject({
    status: 404,
    body: { error: { code: 'file_not_found' } },
  });
  expect(middle.objects).toEqual(before.objects);
  expect(await app.written()).toEqual(middle);
  await expect(datasets.stageSplit(other.ctx, version, 'train')).rejects.toMatchObject({
    code: 'dataset_version_not_found',
  });
});

describe('the OpenAI door', () => {
  const licensed = () =>
    app.project({
      default_dataset_license: 'LicenseRef-own-data',
      default_dataset_license_declared_by: 'Dana Owens',
    });

  it('makes one version of a file, however often it is asked', async () => {
    const { ctx, id: projectId } = await licensed();
    const fileId = await file(undefined, { ctx });
    const asked = await Promise.all(
      Array.from({ length: 6 }, () => datasets.ensureVersionForFile(ctx, { fileId })),
    );
    expect(new Set(asked.map((one) => one.id)).size).toBe(1);
    expect(asked[0]).toMatchObject({
      number: 1,
      declaredLicense: 'LicenseRef-own-data',
      declaredBy: 'Dana Owens',
      format: 'chat',
    });
    const validationFileId = await file(chatRow('v'), { ctx });
    const both = await datasets.ensureVersionForFile(ctx, { fileId, validationFileId });
    expect(both).toMatchObject({ number: 2, datasetId: asked[0]!.datasetId });
    expect(await datasets.assertTrainable(ctx, both.id, 'sft')).toEqual({ rows: 12 });
    const events = await app.t.db.tx({ projectId }, (tx) =>
      tx.auditEvent.findMany({ where: { action: { startsWith: 'dataset' } } }),
    );
    expect(events.map((event) => event.action).sort()).toEqual([
      'dataset.created',
      'dataset_version.created',
      'dataset_version.created',
    ]);
  });

  it.each([
    ['too few examples', chatFile(9), 'invalid_n_examples', 'training_file'],
    ['a faulty row', `${chatFile(10)}{"messages":[]}`, 'invalid_training_file', 'training_file'],
    [
      'another format',
      Array(10)
        .fill(
          '{"input":{"messages":[{"role":"user","content":"a"}]},"preferred_output":[{"role":"assistant","content":"b"}],"non_preferred_output":[{"role":"assistant","content":"c"}]}',
        )
        .join('\n'),
      'invalid_training_file',
      'training_file',
    ],
  ])('refuses %s and writes nothing', async (_name, content, code, param) => {
    const { ctx } = await licensed();
    const fileId = await file(content, { ctx });
    const before = await app.written();
    await expect(datasets.ensureVersionForFile(ctx, { fileId })).rejects.toMatchObject({
      code,
      details: { param },
    });
    expect(await app.written()).toEqual(before);
  });

  it('refuses a bad validation file, an unknown file, and a project without a license', async () => {
    const { ctx } = await licensed();
    const [fileId, bad] = [await file(undefined, { ctx }), await file('{"messages":[]}', { ctx })];
    const bare = await file();
    const before = await app.written();
    const refused = (own: Ctx, asked: { fileId: string; validationFileId?: string }) =>
      expect(datasets.ensureVersionForFile(own, asked)).rejects;
    await refused(ctx, { fileId, validationFileId: bad }).toMatchObject({
      code: 'invalid_validation_file',
      details: { param: 'validation_file' },
    });
    await refused(ctx, { fileId, validationFileId: bare }).toMatchObject({
      code: 'file_not_found',
      details: { param: 'validation_file' },
    });
    await refused(ctx, { fileId: 'file-x' }).toMatchObject({
      code: 'file_not_found',
      details: { param: 'training_file' },
    });
    await refused(project.ctx, { fileId: bare }).toMatchObject({
      code: 'dataset_license_missing',
      details: { setting: 'default_dataset_license' },
    });
    expect(await app.written()).toEqual(before);
  });
});

describe('the origins of a version', () => {
  const openai = { model: 'gpt-4o', role: 'generated', provider_terms: 'LicenseRef-OpenAI-Terms' };
  const push = async (id: string, train: string, extra: object) =>
    call('POST', `/datasets/${id}/versions`, { files: { train }, license: 'mit', ...extra });

  it('are kept, shown, part of the lineage, and never changed', async () => {
    app.own.set('ft:tiny:acme::1', 'art_own');
    const first = await push(await dataset(), await file(), {});
    const made = await push(await dataset(), await file(), {
      generated_by: [openai, { model: 'ft:tiny:acme::1', role: 'judge' }],
      derived_from: [String(first.body['id']), { repo: 'some/data', license: 'CC-BY-4.0' }],
    });
    expect(made).toMatchObject({
      status: 201,
      body: {
        generated_by: expect.arrayContaining([
          { model: 'ft:tiny:acme::1', role: 'judge', id: 'art_own', provider_terms: null, license: null },
          { ...openai, id: null, license: null },
        ]) as unknown,
      },
    });
    const id = String(made.body['id']);
    const { edges } = await datasets.lineage(project.ctx, [id]);
    expect(edges.map(({ to, type }) => `${type} ${to}`).sort()).toEqual([
      'data-generated-by outside:gpt-4o (LicenseRef-OpenAI-Terms)',
      `derived-from ${String(first.body['id'])}`,
      'derived-from outside:some/data (CC-BY-4.0)',
      'preference-data-from art_own',
    ]);
    const edit = (data: object) =>
      app.t.db.tx({ projectId: project.id }, (tx) => tx.datasetVersion.update({ where: { id }, data }));
    await expect(edit({ origins: {} })).rejects.toThrow(/does not change/);
    await expect(edit({ declaredLicense: 'mit-0' })).rejects.toThrow(/does not change/);
  });

  it('make equal content a conflict where they differ, in either direction', async () => {
    const [id, content] = [await dataset(), chatFile(12, `o${(salt += 1)} `)];
    const bare = await push(id, await file(content), {});
    const more = await push(id, await file(content), { generated_by: [openai] });
    expect(more).toMatchObject({
      status: 409,
      body: { error: { code: 'already_exists', param: 'generated_by' } },
    });
    const other = await dataset();
    const rich = await push(other, await file(content), { generated_by: [openai] });
    expect(rich.status).toBe(201);
    const less = await push(other, await file(content), { generated_by: [] });
    expect(less).toMatchObject({ status: 409, body: { error: { param: 'generated_by' } } });
    const again = await push(other, await file(content), { generated_by: [openai, openai] });
    expect(again.body['id']).toBe(rich.body['id']);
    expect(bare.body['generated_by']).toEqual([]);
  });

  it('that are left out are those known of the bytes, at both doors', async () => {
    const own = await app.project({
      default_dataset_license: 'LicenseRef-own-data',
      default_dataset_license_declared_by: 'Dana Owens',
    });
    const fileId = await file(undefined, { ctx: own.ctx });
    const before = await datasets.ensureVersionForFile(own.ctx, { fileId });
    const said = await call(
      'POST',
      `/datasets/${await dataset(own.key)}/versions`,
      { files: { train: fileId }, generated_by: [openai] },
      own.key,
    );
    const after = await datasets.ensureVersionForFile(own.ctx, { fileId });
    expect(after.id).not.toBe(before.id);
    expect(after.origins).toMatchObject({ generated_by: [{ model: 'gpt-4o' }] });
    const silent = { files: { train: fileId } };
    const copy = await call('POST', `/datasets/${await dataset(own.key)}/versions`, silent, own.key);
    expect(copy.body['generated_by']).toEqual(said.body['generated_by']);
    const none = { files: { train: fileId }, generated_by: [] };
    const denied = await call('POST', `/datasets/${await dataset(own.key)}/versions`, none, own.key);
    expect(denied.body['generated_by']).toEqual([]);
    expect((await datasets.ensureVersionForFile(own.ctx, { fileId })).id).toBe(after.id);
  });

  it.each([
    ['terms that nobody knows', { generated_by: [{ ...openai, provider_terms: 'my terms' }] }, 'generated_by[0].provider_terms', 'LicenseRef-OpenAI-Terms'],
    ['a license in place of terms', { generated_by: [{ ...openai, provider_terms: 'Apache-2.0' }] }, 'generated_by[0].provider_terms', 'not the terms of a service'],
    ['an own model that is none', { generated_by: [{ model: 'ft:none' }] }, 'generated_by[0].model', 'ft:none'],
    ['a base model that is none', { generated_by: [{ model: 'bm_none' }] }, 'generated_by[0].model', 'bm_none'],
    ['another role', { generated_by: [{ model: 'x', role: 'student' }] }, 'generated_by[0].role', 'teacher'],
    ['a version that is none', { derived_from: ['dsv_none'] }, 'derived_from[0]', 'dsv_none'],
    ['a name that hides a turn', { generated_by: [{ model: 'gpt\u202e4' }] }, 'generated_by[0].model', 'visible'],
    ['no list', { generated_by: 'gpt-4o' }, 'generated_by', 'array'],
  ])('refuse %s and write nothing', async (_what, extra, param, says) => {
    const [id, train] = [await dataset(), await file()];
    const before = await app.written();
    const refused = await push(id, train, extra);
    expect(refused).toMatchObject({ status: 400, body: { error: { param } } });
    expect(String(refused.body.error['message'])).toContain(says);
    expect(await app.written()).toEqual(before);
  }); // prettier-ignore
});

describe('a staged split', () => {
  const staged = async (content: string | Buffer) => {
    const { body } = await call('POST', `/datasets/${await dataset()}/versions`, {
      files: { train: await file(content) },
      license: 'mit',
    });
    const version = String(body['id']);
    return { stage: () => datasets.stageSplit(project.ctx, version, 'train'), digest: sha256(content) };
  };

  it('is the uploaded bytes, read-only, used again, and made anew when someone changed it', async () => {
    const content = chatFile(2000, 'stage');
    const { stage, digest } = await staged(content);
    const first = await stage();
    expect(first).toEqual({ path: join(app.root, 'staged', `${digest}.jsonl`), sha256: digest });
    expect(readFileSync(first.path, 'utf8')).toBe(content);
    expect(statSync(first.path).mode & 0o777).toBe(0o444);
    const inode = statSync(first.path).ino;
    expect(await stage()).toEqual(first);
    expect(statSync(first.path).ino).toBe(inode);
    chmodSync(first.path, 0o644);
    writeFileSync(first.path, content.replace('card_arrival', 'lost_card'));
    expect(await stage()).toEqual(first);
    expect(readFileSync(first.path, 'utf8')).toBe(content);
    expect(readdirSync(join(app.root, 'staged')).filter((name) => name.startsWith('making-'))).toEqual([]);
  });

  it('has no byte order mark, and its own sha256', async () => {
    const content = chatFile(12, 'bom');
    const { stage } = await staged(`\ufeff${content}`);
    const made = await stage();
    expect(made.sha256).toBe(sha256(content));
    expect(readFileSync(made.path, 'utf8')).toBe(content);
  });

  it('has prompt/completion pairs as messages', async () => {
    const rows = Array.from({ length: 3000 }, (_, i) => ({ prompt: `p${i} é`, completion: `c${i}` }));
    const { stage } = await staged(rows.map((row) => JSON.stringify(row)).join('\n\n'));
    const made = await stage();
    const text = readFileSync(made.path, 'utf8');
    expect(made.sha256).toBe(sha256(text));
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual(
      rows.map(({ prompt, completion }) => ({
        messages: [
          { role: 'user', content: prompt },
          { role: 'assistant', content: completion },
        ],
      })),
    );
  });

  it('is refused where the store has other bytes, and nothing is left', async () => {
    const { stage, digest } = await staged(chatFile(12, 'damage'));
    const path = join(app.root, 'objects/sha256', digest.slice(0, 2), digest);
    chmodSync(path, 0o644);
    writeFileSync(path, chatFile(12, 'other'));
    await expect(stage()).rejects.toMatchObject({ kind: 'unavailable', code: 'dataset_damaged' });
    expect(
      readdirSync(join(app.root, 'staged')).filter(
        (name) => name.includes(digest) || name.startsWith('making-'),
      ),
    ).toEqual([]);
  });
});
