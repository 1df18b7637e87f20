import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Ctx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { openArtifactsApp } from '../../test/support/artifacts-app.js';
import { writeFolder } from '../../test/support/model-slices.js';
import type { ArtifactRow } from './artifacts.repository.js';

let a: Awaited<ReturnType<typeof openArtifactsApp>>;
let mine: { ctx: Ctx; key: string };
let stranger: { ctx: Ctx; key: string };
let row: ArtifactRow;
const body = '0123456789';
beforeAll(async () => {
  a = await openArtifactsApp();
  mine = await a.project();
  stranger = await a.project();
  const folder = join(a.root, 'out');
  mkdirSync(folder);
  const files = writeFolder(folder, { 'notes/größe & co.txt': body, 'adapter_config.json': '{}' });
  row = await a.artifacts.register(mine.ctx, {
    kind: 'adapter', name: 'adapter', jobId: 'job_1', folder, files, parents: [], predicate: {},
  }); // prettier-ignore
});
afterAll(() => a.close());

const get = (path: string, key: string | null = mine.key, headers: Record<string, string> = {}) =>
  fetch(a.url + path, {
    redirect: 'manual',
    headers: { ...(key ? { authorization: `Bearer ${key}` } : {}), ...headers },
  });
const json = async (path: string, key?: string) => (await get(path, key)).json() as Promise<any>;
const link = async () => {
  const answer = await get(
    `/v1/artifacts/${row.id}/content?path=${encodeURIComponent('notes/größe & co.txt')}`,
  );
  expect(answer.status).toBe(302);
  return answer.headers.get('location')!;
};

describe('artifacts over HTTP', () => {
  it('shows the artifact, its manifest and its attestation, and lists it', async () => {
    expect(await json(`/v1/artifacts/${row.id}`)).toMatchObject({
      object: 'artifact',
      kind: 'adapter',
      sha256: row.digest,
      files: 2,
    });
    const manifest = await json(`/v1/artifacts/${row.id}/manifest`);
    expect(manifest).toEqual({
      object: 'artifact_manifest',
      artifact: row.id,
      sha256: row.digest,
      files: row.manifest.map((file) => ({
        ...file,
        scan: file.path.endsWith('.json') ? 'text, plain JSON that asks for no code' : 'text',
      })),
    });
    const attestation = await json(`/v1/artifacts/${row.id}/attestation`);
    expect(attestation.public_key).toContain('BEGIN PUBLIC KEY');
    expect(attestation.model_signature.mediaType).toContain('sigstore.bundle');
    const list = await json('/v1/artifacts?job_id=job_1&kind=adapter');
    expect(list).toMatchObject({ object: 'list', has_more: false, first_id: row.id, data: [{ id: row.id }] });
  });

  it.each([
    ['', 404],
    ['/manifest', 404],
    ['/attestation', 404],
    ['/content?path=adapter_config.json', 404],
  ])('hides %s from another project and from nobody’s key', async (tail, status) => {
    expect((await get(`/v1/artifacts/${row.id}${tail}`, stranger.key)).status).toBe(status);
    expect((await get(`/v1/artifacts/${row.id}${tail}`, null)).status).toBe(401);
  });

  it.each([
    [`/v1/artifacts/${newId('art_')}`, 404, 'artifact_not_found'],
    ['/v1/artifacts?limit=0', 400, 'invalid_value'],
    ['/v1/artifacts?after=job_1', 400, 'invalid_value'],
    ['/v1/artifacts?color=red', 400, 'unknown_parameter'],
  ])('refuses %s', async (path, status, code) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { code } });
  });

  it('refuses a path that leaves the artifact', async () => {
    const answer = await get(
      `/v1/artifacts/${row.id}/content?path=${encodeURIComponent('../adapter_config.json')}`,
    );
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ error: { code: 'unsafe_path', param: 'path' } });
  });
});

describe('signed links', () => {
  it('give the bytes to whoever has them, as a download that no browser shows', async () => {
    const answer = await get(await link(), null);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(body);
    expect(answer.headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''gr%C3%B6%C3%9Fe%20%26%20co.txt",
    );
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
  });

  it('give ranges', async () => {
    const answer = await get(await link(), null, { range: 'bytes=2-4' });
    expect([answer.status, answer.headers.get('content-range'), await answer.text()]).toEqual([
      206,
      'bytes 2-4/10',
      '234',
    ]);
    expect((await get(await link(), null, { range: 'bytes=99-' })).status).toBe(416);
  });

  it('are refused once altered or old', async () => {
    const good = await link();
    for (const bad of [
      good.replace(/expires=\d/, 'expires=9'),
      good.replace(/.$/, (c) => (c === '0' ? '1' : '0')),
    ]) {
      expect((await get(bad, null)).status).toBe(403);
    }
    expect((await get(good.split('?')[0]!, mine.key)).status).toBe(400);
    a.time.nowMs += 301_000;
    expect((await get(good, null)).status).toBe(403);
  });
});

describe('base models over HTTP', () => {
  it('shows them by id, slug and hub id, with limits, to their project alone', async () => {
    const plan = {
      slug: 'tiny',
      hubId: 'acme/Tiny',
      revision: null,
      declaredLicense: 'apache-2.0',
      jobId: 'job_1',
    };
    const source = { type: 'pypi' as const, package: 'p', version: '1', format: 'gguf' as const };
    const model = await a.t.db.tx(mine.ctx, (tx) =>
      a.baseModels.beginImport(tx, mine.ctx, { ...plan, source }),
    );
    for (const ref of [model.id, 'tiny', 'acme%2FTiny']) {
      expect(await json(`/v1/base_models/${ref}`)).toMatchObject({
        id: model.id,
        object: 'base_model',
        state: 'importing',
      });
      expect((await get(`/v1/base_models/${ref}`, stranger.key)).status).toBe(404);
    }
    expect(await json('/v1/base_models/tiny/limits')).toMatchObject({
      object: 'base_model.limits',
      max_rank: 256,
    });
    expect((await json('/v1/base_models?state=importing')).data).toHaveLength(1);
    expect((await json('/v1/base_models?state=ready')).data).toEqual([]);
    expect((await get('/v1/base_models?state=odd')).status).toBe(400);
  });
});
