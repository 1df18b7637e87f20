import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { routes } from '#platform/route.js';
import { openStage, type Stage } from '../../../test/support/stage.js';
import { API_VERSION } from './app.js';

let stage: Stage;
let document: any;
let operations: { path: string; method: string; op: any }[];
beforeAll(async () => {
  stage = await openStage(undefined, { config: { LUTHIER_RATE_LIMIT_PER_MINUTE: 6000 } });
  document = await (await fetch(`${stage.url}/openapi.json`)).json();
  operations = Object.entries<any>(document.paths).flatMap(([path, verbs]) =>
    Object.entries<any>(verbs).map(([method, op]) => ({ path, method, op })),
  );
}, 60_000);
afterAll(() => stage?.close());

const get = (path: string, headers = {}) =>
  fetch(`${stage.url}${path}`, { headers: { authorization: `Bearer ${stage.key}`, ...headers } });
const resolved = (one: any): any =>
  one?.$ref
    ? one.$ref
        .slice(2)
        .split('/')
        .reduce((at: any, name: string) => at[name], document)
    : one;

describe('every operation of the document', () => {
  it('has an example of its body, which the operation takes', () => {
    const without = operations.filter(({ op }) =>
      Object.values<any>(op.requestBody?.content ?? {}).some(({ example }) => example === undefined),
    );
    expect(without.map(({ op }) => op.operationId)).toEqual([]);
    for (const { id, body, example } of routes()) {
      if (!body || example === undefined) continue;
      const { error } = body.safeParse(example);
      expect([id, error?.issues ?? []]).toEqual([id, []]);
    }
  });

  it('says how it refuses, and what every answer tells in its headers', () => {
    expect(operations.length).toBeGreaterThan(100);
    for (const { op, path } of operations) {
      const statuses = Object.keys(op.responses);
      const expected = ['400', '405', '429', '431', '503', ...(op.security ? [] : ['401', '403'])];
      if (path.includes('{')) expected.push('404');
      expect([op.operationId, expected.filter((status) => !statuses.includes(status))]).toEqual([
        op.operationId,
        [],
      ]);
      for (const [status, answer] of Object.entries<any>(op.responses)) {
        const { description, headers } = resolved(answer);
        expect([op.operationId, status, typeof description, Object.keys(headers)]).toEqual([
          op.operationId,
          status,
          'string',
          expect.arrayContaining(['x-request-id', 'x-api-version']),
        ]);
        for (const header of Object.values(headers)) expect(resolved(header).schema).toBeDefined();
      }
      if (!op.security) {
        const done = resolved(Object.entries<any>(op.responses).find(([status]) => /^[23]/.test(status))![1]);
        expect(Object.keys(done.headers)).toEqual(
          expect.arrayContaining(['x-ratelimit-remaining-requests', 'ratelimit']),
        );
      }
    }
    expect(Object.keys(document.components.responses.Refused429.headers)).toContain('retry-after');
  });

  it('says of every secret that is shown once that it is null in a replayed answer', () => {
    const withSecrets = [...routes()].filter(({ secrets }) => secrets?.length);
    expect(withSecrets.length).toBeGreaterThan(4);
    for (const { id, secrets } of withSecrets) {
      const { op } = operations.find((one) => one.op.operationId === id)!;
      const done = resolved(Object.entries<any>(op.responses).find(([status]) => /^2/.test(status))![1]);
      const { properties } = resolved(Object.values<any>(done.content)[0].schema);
      for (const secret of secrets!) {
        const { type, anyOf } = properties[secret];
        const takes = type ?? anyOf.map((one: any) => one.type);
        expect([id, secret, takes]).toEqual([id, secret, expect.arrayContaining(['null'])]);
      }
    }
  });

  it('links to operations that are there, with parameters that they have', () => {
    const byId = new Map(operations.map((one) => [one.op.operationId, one]));
    let count = 0;
    for (const { op } of operations)
      for (const answer of Object.values<any>(op.responses))
        for (const { operationId, parameters } of Object.values<any>(answer.links ?? {})) {
          count += 1;
          const names = byId.get(operationId)!.op.parameters.filter((one: any) => one.in === 'path');
          expect(Object.keys(parameters)).toEqual(names.map(({ name }: any) => name));
        }
    expect(count).toBeGreaterThan(100);
    const created = byId.get('jobs_create')!.op.responses['201'].links;
    expect(created.jobs_cancel.parameters).toEqual({ id: '$response.body#/id' });
    expect(byId.get('jobs_list')!.op.responses['200'].links.jobs_get.parameters).toEqual({
      id: '$response.body#/data/0/id',
    });
  });
});

describe('an answer', () => {
  it('tells the headers that the document names', async () => {
    const { headers } = await get('/v1/jobs');
    const named = Object.keys(document.paths['/v1/jobs'].get.responses['200'].headers);
    expect(named.filter((name) => !headers.has(name))).toEqual([]);
  });

  it('has an ETag, and is 304 to who has it already', async () => {
    const { id } = (await (await get('/v1/projects/current')).json()) as { id: string };
    const first = await get(`/v1/projects/${id}`);
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"1-[\w-]{22}"$/); // its revision, then its bytes
    expect((await get('/v1/projects')).headers.get('etag')).toMatch(/^"[\w-]{22}"$/);
    for (const given of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const again = await get(`/v1/projects/${id}`, { 'if-none-match': given });
      expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('x-request-id')).toMatch(/^req_/);
    }
    expect((await get(`/v1/projects/${id}`, { 'if-none-match': '"x"' })).status).toBe(200);
    expect((await get('/v1/projects/none', { 'if-none-match': '*' })).status).toBe(404);
    const list = await get('/v1/datasets');
    const same = { 'if-none-match': list.headers.get('etag')! };
    expect((await get('/v1/datasets', same)).status).toBe(304);
    const made = await fetch(`${stage.url}/v1/datasets`, {
      method: 'POST',
      body: JSON.stringify({ name: 'new' }),
      headers: { authorization: `Bearer ${stage.key}`, 'content-type': 'application/json' },
    });
    expect(made.status).toBe(201);
    expect((await get('/v1/datasets', same)).status).toBe(200);
  });

  it('names the version of the API, and refuses another that is asked for', async () => {
    const known = await get('/v1/jobs', { 'x-api-version': API_VERSION });
    expect([known.status, known.headers.get('x-api-version')]).toEqual([200, API_VERSION]);
    for (const wanted of ['2020-01-01', 'x', '', API_VERSION + API_VERSION]) {
      const other = await get('/v1/jobs', { 'x-api-version': wanted });
      expect([other.status, ((await other.json()) as any).error]).toEqual([
        400,
        expect.objectContaining({ code: 'unsupported_api_version', param: 'X-API-Version' }),
      ]);
    }
  });

  it('of /docs is one page of its own, that loads nothing', async () => {
    const page = await fetch(`${stage.url}/docs`);
    const text = await page.text();
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(text).not.toMatch(/<script|<link|<img|src=|url\(|@import/);
    for (const { op } of operations) expect(text).toContain(`id="${op.operationId}"`);
    expect(text).toContain('expand[]');
  });
});
