import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { shapeFaults } from './api-sweep.js';
import { type Case, type Given, TABLE } from './bad-input.cases.js';
import type { Kept } from './harness.js';
import {
  bigUpload,
  faultsOfStorm,
  push,
  residentMb,
  resetPeak,
  retryStorm,
  sendForm,
  streamsAtOnce,
} from './pressure.js';
import { openTenants, rows, upload } from './tenants.js';
import { changeProject } from '../support/change-project.js';

const FORM_TYPE = 'Content-Type: multipart/form-data; boundary=x';
let given: Given;
let before: Kept;

beforeAll(async () => {
  const tenants = await openTenants();
  const { service, own } = tenants;
  const line = (value: object) => `${JSON.stringify(value)}\n`.repeat(10);
  const user = { role: 'user', content: 'q' };
  const said = { role: 'assistant', content: 'a' };
  const call = {
    role: 'assistant',
    tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
  };
  const tool = { role: 'tool', tool_call_id: 'c', content: '1' };
  const id = async (answer: Promise<Response>) => ((await (await answer).json()) as { id: string }).id;
  const add = (content: string) => id(upload(service, service.adminKey, content));
  const batch = new FormData();
  batch.set('purpose', 'batch');
  batch.set('file', new Blob(['{}']), 'b.jsonl');
  given = {
    ...tenants,
    running: '',
    files: {
      seven: await add(rows(7)),
      roles: await add(line({ messages: [{ role: 'robot', content: 'x' }, said] })),
      preference: await add(
        line({
          input: { messages: [user] },
          preferred_output: [said],
          non_preferred_output: [{ ...said, content: 'b' }],
        }),
      ),
      completion: await add(line({ prompt: 'p', completion: 'c' })),
      tools: await add(line({ messages: [user, call, tool, said] })),
      batch: await id(service.call('POST', '/v1/files', batch)),
      gone: await add(rows(11)),
    },
  };
  await service.call('DELETE', `/v1/files/${given.files.gone}`);
  await changeProject(service.baseUrl, service.adminKey, {
    default_dataset_license: 'LicenseRef-own-data',
    default_dataset_license_declared_by: 'Dana Owens',
  });
  given.running = await id(
    service.call('POST', '/v1/jobs', {
      kind: 'finetune',
      base_model: own.made.slug,
      dataset_version: own.made.version,
    }),
  );
  await service.database.db.tx({ projectId: '*' }, async (tx) => {
    const {
      id: _id,
      envelope: _signed,
      ...row
    } = await tx.promotion.findUniqueOrThrow({ where: { id: own.made.promotion } });
    await tx.integration.deleteMany({ where: { projectId: own.project } }); // its refusals are about a key that is not there
    await tx.promotion.create({
      data: { ...row, gates: [], id: 'prm_running', alias: 'staging', state: 'running', finishedAt: null },
    });
  });
  before = await service.kept();
}, 180_000);
afterAll(() => given?.stop(), 60_000);

function keyOf({ as = 'admin' }: Case): string | null {
  if (as === 'nobody') return null;
  if (as === 'stranger') return 'lu-wrong';
  return as === 'other' ? given.other.keys.admin : given.own.keys[as];
}

async function send(one: Case): Promise<Response> {
  const { own, other, service } = given;
  const { made } = one.as === 'other' ? other : own;
  const names: Record<string, string> = {
    ...made,
    model: made.modelName,
    ftjob: `ftjob-${made.job.slice(4)}`,
    foreign: other.made.review,
    evaluateFtjob: `ftjob-${made.evaluateJob.slice(4)}`,
  };
  const [method, path] = one.call.split(' ') as [string, string];
  const body = one.body?.(given);
  const key = keyOf(one);
  const json = body !== undefined && !(body instanceof FormData);
  const answer = fetch(
    service.baseUrl + path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(names[name]!)),
    {
      method,
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(json || method === 'QUERY' ? { 'content-type': 'application/json' } : {}),
        ...one.headers,
      },
      body:
        body === undefined
          ? null
          : typeof body === 'string' || body instanceof FormData
            ? body
            : JSON.stringify(body),
    },
  );
  return answer;
}

describe.each(Object.entries(TABLE))('%s', (_group, cases) => {
  it.each(cases.map((one) => [one.what, one] as const))('%s', async (_what, one) => {
    const answer = await send(one);
    const text = await answer.text();
    const { error } = JSON.parse(text) as { error: { code: string; param: string | null; message: string } };
    const { status, code, param } = one;
    expect({
      status: answer.status,
      code: error.code,
      ...(param === undefined ? {} : { param: error.param }),
    }).toEqual({ status, code, ...(param === undefined ? {} : { param }) });
    for (const words of one.says) {
      if (typeof words === 'string') expect(error.message).toContain(words);
      else expect(error.message).toMatch(words);
    }
    expect(error.message.length).toBeLessThan(1500);
    expect(shapeFaults(status, text)).toEqual([]);
    expect(answer.headers.get('x-request-id')).toMatch(/^req_/);
    if (status === 405) expect(answer.headers.get('allow')).toBeTruthy();
    if (status === 401) expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    const after = await given.service.kept();
    const kept = before;
    before = after; // what one case leaves behind is its own fault alone
    expect(after).toEqual(kept);
  });
});

describe('a line of 100 MB', () => {
  it('is refused while it arrives, and costs the api no memory', async () => {
    const { service } = given;
    const before = await service.kept();
    const chunk = Buffer.alloc(1 << 20, 'x');
    const start = residentMb(service.life('api').pid, 'VmHWM');
    const body = new ReadableStream<Uint8Array>({
      start: (out) =>
        out.enqueue(
          Buffer.from(
            '--x\r\nContent-Disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\n{"messages":"',
          ),
        ),
      pull: (() => {
        let sent = 0;
        return (out: ReadableStreamDefaultController<Uint8Array>) => {
          if ((sent += 1) <= 100) return out.enqueue(chunk);
          out.enqueue(
            Buffer.from(
              '"}\r\n--x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nfine-tune\r\n--x--\r\n',
            ),
          );
          out.close();
        };
      })(),
    });
    const answer = await fetch(`${service.baseUrl}/v1/files`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${service.adminKey}`,
        'content-type': 'multipart/form-data; boundary=x',
      },
      body,
      duplex: 'half',
    });
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    expect({ status: answer.status, code: error.code }).toEqual({
      status: 400,
      code: 'invalid_training_file',
    });
    expect(error.message).toMatch(/Line 1 .*(long|8 ?MiB|bytes)/);
    // 8 MiB of the line, its copies and the buffers of the socket; a hundred would show
    expect(residentMb(service.life('api').pid, 'VmHWM') - start).toBeLessThan(90);
    expect(await service.kept()).toEqual(before);
  }, 120_000);
});

describe('a body of 2 GB', () => {
  const MB = 1 << 20;
  const chunk = Buffer.alloc(MB, 'x');
  const framed = Buffer.concat([Buffer.from('100000\r\n'), chunk, Buffer.from('\r\n')]);
  const head = (line: string, ...lines: string[]) =>
    [`${line} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${given.service.adminKey}`, ...lines, '', ''].join(
      '\r\n',
    );
  const JSON_TYPE = 'Content-Type: application/json';
  const DECLARED = `Content-Length: ${2 ** 31}`;
  const CHUNKED = 'Transfer-Encoding: chunked';
  const PART = `--x\r\nContent-Disposition: form-data; name="data"; filename="upload"\r\n\r\n`;
  const FIELD = `--x\r\nContent-Disposition: form-data; name="purpose"\r\n\r\n`;
  it.each<[string, () => string, Buffer, [number, string], number]>([
    [
      'where 8 MB of JSON are',
      () => head('POST /v1/jobs', JSON_TYPE, DECLARED),
      chunk,
      [413, 'request_too_large'],
      128,
    ],
    [
      'in chunks, where 8 MB of JSON are',
      () => head('POST /v1/jobs', JSON_TYPE, CHUNKED),
      framed,
      [413, 'request_too_large'],
      128,
    ],
    [
      'of a type that none is',
      () => head('POST /v1/jobs', 'Content-Type: text/plain', CHUNKED),
      framed,
      [413, 'request_too_large'],
      128,
    ],
    [
      'without a key, which is found out later,',
      () => head('POST /v1/jobs', JSON_TYPE, DECLARED).replace('Bearer lu', 'Bearer no'),
      chunk,
      [413, 'request_too_large'],
      128,
    ],
    [
      'at no such address',
      () => head('POST /v1/none', JSON_TYPE, DECLARED),
      chunk,
      [404, 'unknown_url'],
      128,
    ],
    [
      'where 64 MB of a part are',
      () => head(`POST /v1/uploads/${given.own.made.upload}/parts`, FORM_TYPE, DECLARED) + PART,
      chunk,
      [413, 'file_too_large'],
      192,
    ],
    [
      'in a field of a form',
      () => head('POST /v1/files', FORM_TYPE, DECLARED) + FIELD,
      chunk,
      [400, 'invalid_multipart'],
      128,
    ],
  ])(
    '%s allowed is refused while it is sent',
    async (_what, request, piece, [status, code], mostMb) => {
      const { pid } = given.service.life('api');
      const start = residentMb(pid, 'VmRSS');
      resetPeak(pid);
      const told = await push(given.service, request(), { chunk: piece, bytes: 2 ** 31 });
      expect({ status: told.answer.status, body: told.answer.body }).toMatchObject({
        status,
        body: expect.stringContaining(`"code":"${code}"`),
      });
      expect(shapeFaults(status, told.answer.body)).toEqual([]);
      expect(told.sentBytes / MB).toBeLessThan(mostMb);
      expect(residentMb(pid, 'VmHWM') - start).toBeLessThan(120);
    },
    60_000,
  );
});

describe('a file of 200 MB', () => {
  it('is checked and kept while it arrives, and costs the api no memory', async () => {
    const { service } = given;
    const { pid } = service.life('api');
    const start = residentMb(pid, 'VmRSS');
    resetPeak(pid);
    const answer = await sendForm(service, '/v1/files', bigUpload(200 * 2 ** 20));
    const file = (await answer.json()) as { id: string; bytes: number };
    expect(answer.status).toBe(200);
    expect(file.bytes).toBeGreaterThanOrEqual(200 * 2 ** 20);
    const peak = residentMb(pid, 'VmHWM') - start;
    console.info(`200 MB over HTTP: the api grew by ${peak.toFixed(0)} MB`);
    expect(peak).toBeLessThan(120);
    expect((await service.call('DELETE', `/v1/files/${file.id}`)).status).toBe(200);
  }, 120_000);
});

describe('many at once', () => {
  it('100 creates without an Idempotency-Key: a job or a 429 for each, within half a minute', async () => {
    const { service, own } = given;
    const body = { model: own.made.slug, training_file: own.made.file };
    expect(faultsOfStorm(await retryStorm(service, body, 100))).toEqual([]);
  }, 90_000);

  it('100 open streams: each tells what comes, and ends with the job', async () => {
    expect(await streamsAtOnce(given.service, given.running, 100)).toEqual([]);
  }, 90_000);
});

describe('the api after all of it', () => {
  it('is alive, has logged no bug and has taken no prototype along', async () => {
    const { service } = given;
    expect((await service.call('GET', '/readyz', undefined, null)).status).toBe(200);
    expect(service.tail(100_000)).not.toContain('a request met a bug');
    expect(JSON.stringify(await (await service.call('GET', '/v1/projects/current')).json())).not.toContain(
      'polluted',
    );
  });
});
