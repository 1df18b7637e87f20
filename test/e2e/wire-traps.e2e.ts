import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shapeFaults } from './api-sweep.js';
import { message, raw, type RawAnswer } from './raw.js';
import { openTenants, rows, type Tenants } from './tenants.js';
import { eventually } from './wait.js';
import { changeProject } from '../support/change-project.js';

let tenants: Tenants;
beforeAll(async () => {
  tenants = await openTenants();
  const body = {
    default_dataset_license: 'LicenseRef-own-data',
    default_dataset_license_declared_by: 'Dana Owens',
  };
  await changeProject(tenants.service.baseUrl, tenants.service.adminKey, body);
}, 180_000);
afterAll(() => tenants?.stop(), 60_000);

const JSON_TYPE = 'Content-Type: application/json';
const auth = () => `Authorization: Bearer ${tenants.service.adminKey}`;

function send(line: string, lines: string[] = [], body = ''): Promise<RawAnswer> {
  return raw(tenants.service.baseUrl, message(line, [auth(), ...lines], body));
}

const parse = (answer: RawAnswer) =>
  JSON.parse(answer.body) as Record<string, unknown> & { id: string; data: { id: string }[] };
const errorOf = (answer: RawAnswer) =>
  parse(answer)['error'] as { code: string; param: string | null; message: string };

const part = (name: string, value: string, filename?: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? '' : `; filename="${filename}"`}\r\n\r\n${value}\r\n`;
const uploadOf = (...parts: string[]) =>
  send('POST /v1/files', ['Content-Type: multipart/form-data; boundary=b'], `${parts.join('')}--b--\r\n`);

async function newFile(): Promise<string> {
  return parse(await uploadOf(part('purpose', 'fine-tune'), part('file', rows(12, 'wire'), 'a.jsonl'))).id;
}

async function newJob(extra: object = {}, headers: string[] = []): Promise<RawAnswer> {
  const body = { model: tenants.own.made.slug, training_file: tenants.own.made.file, ...extra };
  return send('POST /v1/fine_tuning/jobs', [JSON_TYPE, ...headers], JSON.stringify(body));
}

describe("wire traps of OpenAI's clients", () => {
  it('1: takes `purpose` before `file` (Python) and behind it (npm)', async () => {
    const file = part('file', rows(12), 'a.jsonl');
    const purpose = part('purpose', 'fine-tune');
    for (const order of [
      [purpose, file],
      [file, purpose],
    ]) {
      const answer = await uploadOf(...order);
      expect({ status: answer.status, purpose: parse(answer)['purpose'] }).toEqual({
        status: 200,
        purpose: 'fine-tune',
      });
    }
  });

  it('2: reads `expires_after[anchor]` and `expires_after[seconds]` as text', async () => {
    const file = parse(
      await uploadOf(
        part('file', rows(12), 'a.jsonl'),
        part('purpose', 'fine-tune'),
        part('expires_after[anchor]', 'created_at'),
        part('expires_after[seconds]', '3600'),
      ),
    );
    expect((file['expires_at'] as number) - (file['created_at'] as number)).toBe(3600);
  });

  it('3: takes a POST and a DELETE that claim JSON and send nothing, or claim nothing', async () => {
    for (const lines of [[JSON_TYPE, 'Content-Length: 0'], ['Content-Length: 0'], [JSON_TYPE]]) {
      const job = parse(await newJob()).id;
      expect((await send(`POST /v1/fine_tuning/jobs/${job}/cancel`, lines)).status).toBe(200);
      expect((await send(`DELETE /v1/files/${await newFile()}`, lines)).status).toBe(200);
    }
  });

  it('4: filters by `metadata[k]=v`, brackets percent-encoded or not, and by `metadata=null`', async () => {
    const marked = parse(await newJob({ metadata: { team: 'a b', 'x.y': '1' } })).id;
    const bare = parse(await newJob()).id;
    const listed = async (query: string) =>
      parse(await send(`GET /v1/fine_tuning/jobs?limit=100&${query}`)).data.map(({ id }) => id);
    expect(await listed('metadata%5Bteam%5D=a%20b')).toEqual([marked]);
    expect(await listed('metadata[team]=a+b&metadata[x.y]=1')).toEqual([marked]);
    expect(await listed('metadata[team]=other')).toEqual([]);
    const none = await listed('metadata=null');
    expect(none).toContain(bare);
    expect(none).not.toContain(marked);
    expect((await send('GET /v1/fine_tuning/jobs?metadata[__proto__]=x')).status).toBeLessThan(500);
    expect((await send('GET /v1/fine_tuning/jobs?metadata=other')).status).toBe(400);
  });

  it('5: answers `Accept: application/binary` with the bytes, never 406', async () => {
    const id = await newFile();
    const answer = await send(`GET /v1/files/${id}/content`, ['Accept: application/binary']);
    expect(answer.status).toBe(200);
    expect(answer.body).toBe(rows(12, 'wire'));
    expect(answer.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['content-disposition']).toMatch(/^attachment; filename/);
  });

  it('6: finds a model by an id with `:` raw, and with everything percent-encoded, `%2F` among it', async () => {
    const { openaiId, slug } = tenants.own.made;
    for (const path of [openaiId, encodeURIComponent(openaiId)])
      expect(parse(await send(`GET /v1/models/${path}`)).id).toBe(openaiId);
    expect(parse(await send(`GET /v1/models/acme%2F${slug}`)).id).toBe(slug);
    expect(parse(await send(`GET /v1/base_models/acme%2F${slug}`))['slug']).toBe(slug);
    const unknown = await send('GET /v1/models/ft%3Aa%2Fb:c::d');
    expect({ status: unknown.status, code: errorOf(unknown).code }).toEqual({
      status: 404,
      code: 'model_not_found',
    });
  });

  it('7: makes one job of a create that is sent again under its Idempotency-Key', async () => {
    const first = await newJob({}, ['Idempotency-Key: again']);
    const second = await newJob({}, ['Idempotency-Key: again']);
    expect(parse(second).id).toBe(parse(first).id);
    expect(second.headers['idempotent-replayed']).toBe('true');
    const other = await newJob({ seed: 5 }, ['Idempotency-Key: again']);
    expect({ status: other.status, code: errorOf(other).code }).toEqual({
      status: 422,
      code: 'idempotency_key_reused',
    });
    const racing = await Promise.all(Array.from({ length: 8 }, () => newJob({}, ['Idempotency-Key: race'])));
    const ids = new Set(racing.filter(({ status }) => status === 200).map((answer) => parse(answer).id));
    expect(ids.size).toBe(1);
    for (const answer of racing.filter(({ status }) => status !== 200)) {
      expect({ status: answer.status, retry: answer.headers['x-should-retry'] }).toEqual({
        status: 409,
        retry: 'true',
      });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
  });

  it('8: marks a 409 that a retry cannot cure with `x-should-retry: false`', async () => {
    const job = parse(await newJob({ training_file: await newFile() }));
    for (const answer of [
      await send('POST /v1/datasets', [JSON_TYPE], JSON.stringify({ name: 'own-data' })),
      await send('POST /v1/projects', [JSON_TYPE], JSON.stringify({ name: 'other' })),
      await send(`DELETE /v1/files/${job['training_file'] as string}`),
      await send(`PUT /v1/registered_models/${tenants.own.made.modelName}/aliases/production`),
    ]) {
      expect({ status: answer.status, retry: answer.headers['x-should-retry'] }).toEqual({
        status: 409,
        retry: 'false',
      });
    }
  });

  it('9: gives every error all four keys, also where no handler is reached', async () => {
    const refused: [number, string, RawAnswer][] = [
      [404, 'unknown_url', await send('GET /nothing')],
      [404, 'unknown_url', await send('POST /v1/nothing', [JSON_TYPE], '{}')],
      [404, 'job_not_found', await send('GET /v1/jobs/none')],
      [400, 'invalid_json', await send('POST /v1/jobs', [JSON_TYPE], '{"a":')],
      [400, 'invalid_url', await send('GET /v1/jobs/%zz')],
      [400, 'invalid_url', await send('GET /v1/jobs/%ED%A0%80')],
      [
        413,
        'request_too_large',
        await send('POST /v1/jobs', [JSON_TYPE, `Content-Length: ${9 * 1024 * 1024}`]),
      ],
      [415, 'unsupported_media_type', await send('POST /v1/jobs', ['Content-Type: text/xml'], '<a/>')],
      [400, 'invalid_request', await raw(tenants.service.baseUrl, 'GARBAGE\r\n\r\n')],
      [431, 'headers_too_large', await send('GET /v1/models', [`X-Big: ${'x'.repeat(40_000)}`])],
      [404, 'job_not_found', await send(`GET /v1/jobs/${'x'.repeat(119)}`)],
      [404, 'unknown_url', await send(`GET /v1/jobs/${'x'.repeat(600)}`)],
    ];
    const seen = refused.map(([status, code, answer]) => ({
      status,
      code,
      got: answer.status,
      said: errorOf(answer).code,
      faults: shapeFaults(answer.status, answer.body),
    }));
    expect(seen).toEqual(
      refused.map(([status, code]) => ({ status, code, got: status, said: code, faults: [] })),
    );
  });

  it('10: puts `x-request-id` on every answer, errors of the parser included', async () => {
    for (const answer of [
      await send('GET /v1/models'),
      await send('GET /nothing'),
      await send('POST /v1/jobs', [JSON_TYPE], '{'),
      await send('GET /v1/jobs/%zz'),
      await send('GET /openapi.json'),
      await raw(tenants.service.baseUrl, message('GET /v1/models', [])),
    ]) {
      expect(answer.headers['x-request-id']).toMatch(/^req_[0-9a-z]{26}$/);
    }
  });

  it('11: answers a POST of the OpenAI door with 200', async () => {
    const job = await newJob();
    expect(job.status).toBe(200);
    expect((await send(`POST /v1/fine_tuning/jobs/${parse(job).id}/cancel`)).status).toBe(200);
  });

  it('12: pages end with `has_more: false`, hold each id once, and refuse an `after` that names nothing', async () => {
    for (let i = 0; i < 6; i += 1) await newJob({ training_file: await newFile() });
    for (const [path, prefix] of [
      ['/v1/fine_tuning/jobs', 'ftjob-'],
      ['/v1/files', 'file-'],
    ] as const) {
      const ids: string[] = [];
      for (let after = '', more = true; more;) {
        const page = parse(await send(`GET ${path}?limit=2${after}`));
        ids.push(...page.data.map(({ id }) => id));
        more = page['has_more'] as boolean;
        after = `&after=${ids.at(-1)!}`;
      }
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeGreaterThan(5);
      for (const wrong of ['nonsense', `${prefix}${'z'.repeat(26)}`, `${prefix}${'0'.repeat(26)}`, '']) {
        const answer = await send(`GET ${path}?limit=2&after=${wrong}`);
        expect({ wrong, status: answer.status, param: errorOf(answer).param }).toEqual({
          wrong,
          status: 400,
          param: 'after',
        });
      }
    }
    const job = parse(await newJob()).id;
    for (const list of ['events', 'checkpoints']) {
      const page = parse(await send(`GET /v1/fine_tuning/jobs/${job}/${list}`));
      expect(page).toMatchObject({ object: 'list', has_more: false });
      const wrong = await send(`GET /v1/fine_tuning/jobs/${job}/${list}?after=ftevent-${'0'.repeat(26)}`);
      expect({ status: wrong.status, param: errorOf(wrong).param }).toEqual({ status: 400, param: 'after' });
    }
  });

  it('13: fills the deprecated `status` of a file, `processed` at once', async () => {
    expect(parse(await send(`GET /v1/files/${await newFile()}`))).toMatchObject({
      status: 'processed',
      status_details: null,
    });
  });

  it('14: sends `error: null` until a job has failed', async () => {
    expect(parse(await newJob())['error']).toBeNull();
  });

  // 15, a stream that breaks, needs an engine: libs/gateway/gateway.it.spec.ts and openai.e2e.ts

  it('16: takes the headers that the clients send, opens only the own project by OpenAI-Project, and logs the try', async () => {
    const { own, other, service } = tenants;
    const clients = ['OpenAI-Organization: org-1', 'X-Stainless-Lang: python', 'X-Stainless-Retry-Count: 2'];
    const mine = await send('GET /v1/models', [...clients, `OpenAI-Project: ${own.project}`]);
    expect({ status: mine.status, project: mine.headers['openai-project'] }).toEqual({
      status: 200,
      project: own.project,
    });
    for (const project of [other.project, 'proj_none']) {
      const answer = await send('GET /v1/models', [`OpenAI-Project: ${project}`]);
      expect({ status: answer.status, code: errorOf(answer).code }).toEqual({
        status: 403,
        code: 'project_mismatch',
      });
    }
    // the log line is written behind the answer
    const log = async () => service.tail(200);
    await eventually(log, (text) => /"route":"\/v1\/models".*"retry_count":2/.test(text), 30);
  });

  it('17: answers 405 with Allow to every method that a path does not take', async () => {
    for (const method of ['QUERY', 'PUT', 'PATCH', 'TRACE', 'PROPFIND', 'LINK', 'M-SEARCH']) {
      const answer = await send(`${method} /v1/files`);
      expect({ method, status: answer.status, allow: answer.headers['allow'] }).toEqual({
        method,
        status: 405,
        allow: 'POST, GET, HEAD',
      });
      expect(shapeFaults(405, answer.body)).toEqual([]);
    }
    for (const path of ['/livez', '/openapi.json', '/docs'])
      expect((await send(`POST ${path}`)).status).toBe(405);
  });
});
