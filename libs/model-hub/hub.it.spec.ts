import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { systemCtx } from '#kernel/context.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { aBase, aFinishedPipeline, type Made } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { PipelinesProcessor } from '#registry/pipelines.processor.js';
import { RegistryService } from '#registry/registry.service.js';

jest.setTimeout(30_000);
let stage: Stage;
const made: Made[] = [];
let stranger = '';
beforeAll(async () => {
  stage = await openStage();
  const of = await aBase(stage);
  for (let version = 1; version <= 2; version += 1) {
    const one = await aFinishedPipeline(stage, of, { model: 'intents', suffix: 'demo' });
    await stage.get(PipelinesProcessor).step(one.pipeline);
    made.push(one);
  }
  const project = await stage
    .get(ProjectsService)
    .create(systemCtx('*', 'test'), { name: 'other', org: 'acme' });
  stranger = project.api_key;
}, 60_000);
afterAll(() => stage?.close());

/** With its body read to the end: a connection with an answer that nobody takes keeps the server from closing. */
const call = async (path: string, init: RequestInit = {}, key: string | null = stage.key) => {
  const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
  const answer = await fetch(stage.url + path, { ...init, headers: { ...authorization, ...init.headers } });
  return new Response(answer.status === 302 ? null : await answer.arrayBuffer(), answer);
};
const json = async (path: string) => (await (await call(path)).json()) as any;
const refusal = async (path: string, key: string | null = stage.key) => {
  const { status, headers } = await call(path, {}, key);
  return { status, code: headers.get('x-error-code') };
};
const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('a registered model as a repository of the Hub', () => {
  it('is found by number, as the newest, and by a commit that names its content', async () => {
    const [first, second, main] = await Promise.all(
      ['revision/1', 'revision/2', 'revision/main'].map((at) => json(`/api/models/acme/intents/${at}`)),
    );
    expect(first).toMatchObject({ id: 'acme/intents', author: 'acme', private: true, gated: false });
    expect(first.sha).toMatch(/^[0-9a-f]{40}$/);
    expect(first.sha).not.toBe(second.sha);
    expect(main.sha).toBe(second.sha);
    expect((await json('/api/models/stage/intents')).sha).toBe(second.sha);
    expect((await json(`/api/models/acme/intents/revision/${first.sha}`)).sha).toBe(first.sha);
    expect(first.cardData).toMatchObject({ license: 'apache-2.0', base_model_relation: 'adapter' });
  });

  it('gives every listed file whole, with the hash that the list tells', async () => {
    const info = await json('/api/models/acme/intents/revision/1');
    const tree = await json(`/api/models/acme/intents/tree/${info.sha}?recursive=true&expand=false`);
    const files = tree.filter(({ type }: { type: string }) => type === 'file');
    expect(files.map(({ path }: { path: string }) => path)).toEqual(
      info.siblings.map(({ rfilename }: { rfilename: string }) => rfilename),
    );
    expect(files.length).toBeGreaterThan(6);
    for (const { path, size, lfs } of files) {
      const answer = await call(`/acme/intents/resolve/${info.sha}/${path}`);
      const bytes = Buffer.from(await answer.arrayBuffer());
      expect({ path, size: bytes.length, sha256: sha(bytes) }).toEqual({ path, size, sha256: lfs.oid });
      expect(answer.headers.get('x-repo-commit')).toBe(info.sha);
      expect(answer.headers.get('etag')).toBe(`"${lfs.oid}"`);
    }
    expect(await json(`/api/models/acme/intents/tree/1/merged`)).toHaveLength(1);
  });

  it('answers HEAD with the facts of the file, and ranges with their bytes', async () => {
    const path = '/acme/intents/resolve/1/README.md';
    const text = await (await call(path)).text();
    const head = await call(path, { method: 'HEAD', headers: { 'accept-encoding': 'gzip' } });
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
    const facts = ['content-length', 'content-encoding', 'x-linked-size'].map((name) =>
      head.headers.get(name),
    );
    expect(facts).toEqual([String(Buffer.byteLength(text)), null, String(Buffer.byteLength(text))]);
    const part = await call(path, { headers: { range: 'bytes=4-9' } });
    expect(part.status).toBe(206);
    expect(await part.text()).toBe(text.slice(4, 10));
    expect((await call(path, { headers: { range: 'bytes=9999999-' } })).status).toBe(416);
  });

  it.each([
    ['/api/models/acme/nothing', 'RepoNotFound'],
    ['/api/models/elsewhere/intents', 'RepoNotFound'],
    ['/v1/intents/resolve/1/README.md', 'RepoNotFound'],
    ['/acme/intents/resolve/9/README.md', 'RevisionNotFound'],
    [`/acme/intents/resolve/${'ab'.repeat(20)}/README.md`, 'RevisionNotFound'],
    ['/acme/intents/resolve/1/none.txt', 'EntryNotFound'],
    ['/acme/intents/resolve/1/surfaces.json', 'EntryNotFound'],
    ['/acme/intents/resolve/1/..%2f..%2fetc%2fpasswd', 'EntryNotFound'],
    ['/acme/intents/resolve/1/merged', 'EntryNotFound'],
    ['/api/models/acme/intents/tree/1/none', 'EntryNotFound'],
    [`/api/models/${encodeURIComponent('größe\r\nx-evil: 1')}/intents`, 'RepoNotFound'],
  ])('says of %s in the Hub’s words: %s', async (path, code) => {
    expect(await refusal(path)).toEqual({ status: 404, code });
  });

  it('knows nothing of it for another project, and nobody without a key', async () => {
    for (const path of ['/api/models/acme/intents', '/acme/intents/resolve/1/README.md']) {
      expect(await refusal(path, stranger)).toEqual({ status: 404, code: 'RepoNotFound' });
      expect(await refusal(path, null)).toMatchObject({ status: 401 });
    }
  });

  it('shadows no route of the service', async () => {
    expect((await call('/v1/registered_models/intents')).status).toBe(200);
    expect((await call('/openapi.json')).status).toBe(200);
    expect((await call('/v1/resolve/nothing')).status).toBe(404);
    expect((await call('/acme/intents/resolve/1/README.md', { method: 'POST' })).status).toBe(405);
  });
});

describe('what the gate of publication has denied', () => {
  const paths = () => [
    '/api/models/acme/intents/revision/1',
    '/api/models/acme/intents/tree/1',
    '/acme/intents/resolve/1/adapter_model.safetensors',
    `/v1/artifacts/${made[0]!.artifacts.adapter}/content?path=adapter_config.json`,
  ];
  const statuses = () =>
    Promise.all(paths().map(async (path) => (await call(path, { redirect: 'manual' })).status));

  it('does not leave by either door, until it allows it', async () => {
    const before = await statuses();
    expect(before).toEqual([200, 200, 200, 302]);
    expect(await decide('nothing shown')).toBe('deny');
    expect(await statuses()).toEqual([403, 403, 403, 403]);
    const refused = await call(paths()[2]!);
    expect(refused.headers.get('x-error-code')).toBe('GatedRepo');
    const { error } = (await refused.json()) as any;
    expect(error).toMatchObject({ code: 'license_forbids_use', decision: expect.stringMatching(/^dec_/) });
    expect((await call('/api/models/acme/intents/revision/2')).status).toBe(200);
    expect(await decide('all shown')).toBe('allow-with-obligations');
    expect(await statuses()).toEqual(before);
  });

  async function decide(what: 'nothing shown' | 'all shown'): Promise<string> {
    const { ctx } = stage;
    const subjectId = made[0]!.artifacts.adapter;
    const { version } = await stage.get(RegistryService).resolveVersion(ctx, 'intents', 1);
    const { surfaces: shown } = await stage.get(RegistryService).surfaces(ctx, version);
    const nothing = Object.fromEntries(Object.keys(shown).map((surface) => [surface, []]));
    const { verdict } = await stage.get(LicensesService).decide(ctx, {
      gate: 'G4',
      subjectType: 'artifact',
      subjectId,
      subjectDigest: (await stage.get(ArtifactsService).get(ctx, subjectId)).digest,
      modelName: 'intents',
      graph: await stage.get(ArtifactsService).lineage(ctx, subjectId),
      surfacesShown: what === 'all shown' ? shown : nothing,
    });
    return verdict;
  }
});

describe('the check of a card', () => {
  const validate = async (content: unknown) => {
    const body = JSON.stringify({ content, repoType: 'model' });
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json' } };
    const answer = await call('/api/validate-yaml', init, null);
    return { status: answer.status, body: (await answer.json()) as any };
  };

  it('takes the card of a version, and names the line of what is wrong', async () => {
    const card = await (await call('/acme/intents/resolve/1/README.md')).text();
    expect(await validate(card)).toMatchObject({ status: 200 });
    const bad = await validate(card.replace('license: apache-2.0', 'license: mine-alone'));
    expect(bad).toMatchObject({ status: 400, body: { error: { code: 'model_card_invalid' } } });
    expect(bad.body.error.message).toMatch(/^line \d+: license/);
  });

  it.each([
    ['no text', 7],
    ['no front matter', 'hello'],
    ['nesting without end', `---\na: ${'['.repeat(100_000)}\n---\n`],
    ['aliases of aliases', `---\na: &a [x]\n${aliases()}---\n`],
    ['too much', 'x'.repeat(300_000)],
  ])('refuses %s', async (_what, content) => {
    expect((await validate(content)).status).toBe(400);
  });
});

function aliases(): string {
  let text = '';
  for (let i = 0; i < 20; i += 1) {
    const [from, to] = [String.fromCharCode(97 + i), String.fromCharCode(98 + i)];
    text += `${to}: &${to} [${Array(10).fill(`*${from}`).join(', ')}]\n`;
  }
  return text;
}
