import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI, { toFile } from 'openai';
import { FileExpiry } from './file-expiry.processor.js';
import { FilesService } from './files.service.js';
import { chatFile, chatRow, multipart, openDatasetsApp, type Part } from '../../test/support/datasets-app.js';

let app: Awaited<ReturnType<typeof openDatasetsApp>>;
let key: string;
beforeAll(async () => {
  app = await openDatasetsApp();
  ({ key } = await app.project());
}, 60_000);
afterAll(() => app.close());

const headers = (own = key) => ({ authorization: `Bearer ${own}` });
const client = (own = key) => new OpenAI({ apiKey: own, baseURL: app.url, maxRetries: 0 });
const upload = (own = key, content = chatFile(12, `${Math.random()}`), filename = 'train.jsonl') =>
  client(own).files.create({ file: new File([content], filename), purpose: 'fine-tune' });
async function post(parts: Part[], own = key) {
  const { body, type } = multipart(parts);
  const response = await fetch(`${app.url}/files`, {
    method: 'POST',
    headers: { ...headers(own), 'content-type': type },
    body,
  });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}
const file = (value: string | Buffer = chatFile(), filename = 'train.jsonl'): Part => ({
  name: 'file',
  value,
  filename,
});
const field = (name: string, value: string): Part => ({ name, value });
const purpose = field('purpose', 'fine-tune');

describe('the official client', () => {
  it('uploads, which sends the purpose behind the file, and reads it back', async () => {
    const content = chatFile(12, 'client');
    const made = await client().files.create({
      file: await toFile(Buffer.from(content), 'späte Karte.jsonl'),
      purpose: 'fine-tune',
      expires_after: { anchor: 'created_at', seconds: 3600 },
    });
    const created = Math.floor(app.time.now.getTime() / 1000);
    expect(made).toEqual({
      id: expect.stringMatching(/^file-[0-9a-z]{26}$/) as unknown,
      object: 'file', bytes: Buffer.byteLength(content), created_at: created, expires_at: created + 3600,
      filename: 'späte Karte.jsonl', purpose: 'fine-tune', status: 'processed', status_details: null,
    }); // prettier-ignore
    expect(await client().files.retrieve(made.id)).toEqual(made);
    expect(await client().files.waitForProcessing(made.id)).toEqual(made);

    const response = await client().files.content(made.id);
    expect(await response.text()).toBe(content);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-length': String(made.bytes),
      'x-content-type-options': 'nosniff',
      'content-disposition': `attachment; filename="sp_te Karte.jsonl"; filename*=UTF-8''sp%C3%A4te%20Karte.jsonl`,
    });
  });

  it('downloads whatever it accepts, and deletes', async () => {
    const { id } = await upload();
    const odd = await fetch(`${app.url}/files/${id}/content`, {
      headers: { ...headers(), accept: 'application/binary' },
    });
    expect(odd.status).toBe(200);
    await odd.arrayBuffer();
    expect(await client().files.delete(id)).toEqual({ id, object: 'file', deleted: true });
    await expect(client().files.retrieve(id)).rejects.toMatchObject({ status: 404, code: 'file_not_found' });
  });

  it('walks pages that stay in order while others insert', async () => {
    const { key: own } = await app.project();
    const ids: string[] = [];
    for (let i = 0; i < 5; i += 1) ids.unshift((await upload(own)).id);
    const seen: string[] = [];
    for await (const one of client(own).files.list({ limit: 2 })) {
      seen.push(one.id);
      if (seen.length === 2) await upload(own);
    }
    expect(seen).toEqual(ids);
    const page = await fetch(`${app.url}/files?limit=2&order=asc&after=${ids[4]}`, { headers: headers(own) });
    expect(await page.json()).toEqual({
      object: 'list', data: [expect.objectContaining({ id: ids[3] }), expect.objectContaining({ id: ids[2] })],
      first_id: ids[3], last_id: ids[2], has_more: true,
    }); // prettier-ignore
    expect((await client(own).files.list({ purpose: 'user_data' })).data).toEqual([]);
  });
});

describe('a form in any order', () => {
  it.each([
    ['the purpose first', [purpose, file()]],
    [
      'the file first',
      [
        file(),
        field('expires_after[anchor]', 'created_at'),
        purpose,
        field('expires_after[seconds]', '3600'),
      ],
    ],
  ])('%s', async (_name, parts) => {
    const { status, body } = await post(parts);
    expect(status).toBe(200);
    expect(body).toMatchObject({ object: 'file', filename: 'train.jsonl', purpose: 'fine-tune' });
  });

  it('any bytes for another purpose', async () => {
    const bytes = Buffer.from([0, 255, 10, 13]);
    const { body } = await post([field('purpose', 'user_data'), file(bytes, '../../etc/pass\u0000wd')]);
    expect(body).toMatchObject({ bytes: 4, filename: 'passwd', purpose: 'user_data' });
    const got = await fetch(`${app.url}/files/${String(body['id'])}/content`, { headers: headers() });
    expect(Buffer.from(await got.arrayBuffer())).toEqual(bytes);
    const report = await fetch(`${app.url}/files/${String(body['id'])}/report`, { headers: headers() });
    expect(report.status).toBe(404);
  });
});

it('reports content faults of a file that it took', async () => {
  const lines = [
    ...Array.from({ length: 3 }, (_, i) => chatRow(i)),
    '{"messages":[{"content":"x"}]}',
    chatRow(0),
  ];
  const { id } = await upload(key, lines.join('\n'));
  const response = await fetch(`${app.url}/files/${id}/report`, { headers: headers() });
  expect(await response.json()).toMatchObject({
    object: 'file_report', file_id: id, format: 'chat', rows: 5, fault_count: 1,
    faults: [{ line: 4, code: 'role_missing', param: 'messages[0].role', message_index: 0 }],
    duplicates: { count: 1, first: [{ line: 5, same_as_line: 1 }] },
  }); // prettier-ignore
});

describe('bad input is refused and leaves nothing', () => {
  const long = `${chatRow(1)}\n{"a":"${'x'.repeat(9 * 1024 * 1024)}"}`;
  const refusals: [string, Part[], number, string, string | null][] = [
    ['no file', [purpose], 400, 'missing_required_parameter', 'file'],
    ['no part at all', [], 400, 'missing_required_parameter', 'file'],
    ['no purpose', [file()], 400, 'missing_required_parameter', 'purpose'],
    ['a wrong purpose', [field('purpose', 'training'), file()], 400, 'invalid_value', 'purpose'],
    ['our own purpose', [file(), field('purpose', 'fine-tune-results')], 400, 'invalid_value', 'purpose'],
    ['two purposes', [purpose, file(), purpose], 400, 'invalid_value', 'purpose'],
    ['two files', [purpose, file(), file()], 400, 'invalid_value', 'file'],
    ['a file by another name', [purpose, { ...file(), name: 'data' }], 400, 'unknown_parameter', 'data'],
    ['a file as text', [purpose, field('file', 'x')], 400, 'invalid_value', 'file'],
    ['an unknown field', [purpose, file(), field('licence', 'mit')], 400, 'unknown_parameter', 'licence'],
    ['a field of the prototype', [purpose, file(), field('__proto__', 'x')], 400, 'unknown_parameter', '__proto__'],
    ['half an expiry', [purpose, field('expires_after[anchor]', 'created_at'), file()], 400, 'missing_required_parameter', 'expires_after.seconds'],
    ['too short an expiry', [purpose, field('expires_after[anchor]', 'created_at'), field('expires_after[seconds]', '60'), file()], 400, 'invalid_value', 'expires_after.seconds'],
    ['too much text', [purpose, field('x', 'y'.repeat(2000)), file()], 400, 'invalid_value', 'x'],
    ['too many fields', [...Array.from({ length: 20 }, (_, i) => field(`f${i}`, 'x')), file()], 400, 'invalid_multipart', null],
    ['an empty file', [purpose, file('')], 400, 'invalid_training_file', 'file'],
    ['text', [purpose, file('hello\n')], 400, 'invalid_training_file', 'file'],
    ['text, the purpose behind it', [file('hello\n'), purpose], 400, 'invalid_training_file', 'file'],
    ['invalid UTF-8', [purpose, file(Buffer.from([0x7b, 0xff, 0x7d]))], 400, 'invalid_training_file', 'file'],
    ['NUL bytes', [file(Buffer.alloc(5000)), purpose], 400, 'invalid_training_file', 'file'],
    ['a long line', [purpose, file(long)], 400, 'invalid_training_file', 'file'],
    ['a long line, the purpose behind it', [file(long), purpose], 400, 'invalid_training_file', 'file'],
  ]; // prettier-ignore
  it.each(refusals)('%s', async (_name, parts, status, code, param) => {
    const before = await app.written();
    const answer = await post(parts);
    expect(answer).toMatchObject({ status, body: { error: { code, param, type: 'invalid_request_error' } } });
    await Promise.all(app.store.puts);
    expect(await app.written()).toEqual(before);
  });

  it("says the line, in OpenAI's words", async () => {
    const { body } = await post([purpose, file(`${chatRow(1)}\n["a"]\n`)]);
    expect(body['error']).toMatchObject({
      message: 'Expected file to have JSONL format, where every line is a JSON dictionary. Line 2 is not a dictionary (HINT: line starts with: "["a…").',
      line: 2, fault: 'not_a_dictionary',
    }); // prettier-ignore
  });

  it.each([
    [
      'JSON',
      { 'content-type': 'application/json' },
      '{"purpose":"fine-tune"}',
      415,
      'unsupported_media_type',
    ],
    ['a form without boundary', { 'content-type': 'multipart/form-data' }, 'x', 400, 'invalid_multipart'],
    [
      'a form that breaks off',
      { 'content-type': 'multipart/form-data; boundary=b' },
      '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n{"a":',
      400,
      'invalid_multipart',
    ],
  ])('%s', async (_name, own, body, status, code) => {
    const before = await app.written();
    const response = await fetch(`${app.url}/files`, {
      method: 'POST',
      headers: { ...headers(), ...own },
      body,
    });
    expect([response.status, ((await response.json()) as { error: { code: string } }).error.code]).toEqual([
      status,
      code,
    ]);
    await Promise.all(app.store.puts);
    expect(await app.written()).toEqual(before);
  });

  it('more bytes than allowed', async () => {
    const { ctx } = await app.project();
    const before = await app.written();
    const body = Readable.from(Array.from({ length: 50 }, () => Buffer.from(chatFile(10))));
    const fields = Promise.resolve({ purpose: 'fine-tune' as const });
    const refused = app.app
      .get(FilesService)
      .create(ctx, { body, filename: 'a', fields, purposeSoFar: () => 'fine-tune' }, { maxBytes: 10_000 });
    await expect(refused).rejects.toMatchObject({ code: 'file_too_large', details: { status: 413 } });
    expect(await app.written()).toEqual(before);
  });

  it.each(['behind the first bytes', 'behind the file, before the purpose'])(
    'a client that leaves %s',
    async (when) => {
      const before = await app.written();
      const puts = app.store.puts.length;
      const { body, type } = multipart([file(chatFile(2000)), purpose]);
      const end = when.startsWith('behind the file') ? body.length - 60 : 30_000;
      const socket = connect(app.port, '127.0.0.1');
      const head = `POST /v1/files HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\ncontent-type: ${type}\r\ncontent-length: ${body.length}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(head), body.subarray(0, end)]));
      while (app.store.puts.length === puts) await new Promise((next) => setImmediate(next));
      socket.destroy();
      await Promise.all(app.store.puts);
      expect(await app.written()).toEqual(before);
    },
  );
});

describe('who may', () => {
  it('sees nothing of another project', async () => {
    const mine = await upload();
    const { key: other } = await app.project();
    for (const path of ['', '/content', '/report']) {
      const response = await fetch(`${app.url}/files/${mine.id}${path}`, { headers: headers(other) });
      expect([response.status, await response.json()]).toMatchObject([
        404,
        { error: { code: 'file_not_found' } },
      ]);
    }
    await expect(client(other).files.delete(mine.id)).rejects.toMatchObject({
      status: 404,
      code: 'file_not_found',
    });
    expect((await client(other).files.list()).data).toEqual([]);
    expect((await client().files.retrieve(mine.id)).id).toBe(mine.id);
  });

  it('wants a key, and a role for writing', async () => {
    const before = await app.written();
    expect((await post([purpose, file()], 'lu-wrong')).status).toBe(401);
    expect(await app.written()).toEqual(before);
    const viewer = await app.project({}, 'viewer');
    await expect(upload(viewer.key)).rejects.toMatchObject({ status: 403, code: 'insufficient_permissions' });
    expect((await client(viewer.key).files.list()).data).toEqual([]);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=10001', 'limit'],
    ['limit=1e3', 'limit'],
    ['order=up', 'order'],
    ['after=job_1', 'after'],
    ['purpose=x', 'purpose'],
    ['before=a', 'before'],
  ])('refuses the query %s', async (query, param) => {
    const response = await fetch(`${app.url}/files?${query}`, { headers: headers() });
    expect([response.status, await response.json()]).toMatchObject([400, { error: { param } }]);
  });
});

it('keeps a file that a live job reads', async () => {
  const { id } = await upload();
  app.busy.set(id, 'job_1');
  await expect(client().files.delete(id)).rejects.toMatchObject({ status: 409, code: 'resource_in_use' });
  app.busy.delete(id);
  await client().files.delete(id);
});

it('an expired file is gone from that second on, and the sweep deletes it once', async () => {
  const { id: projectId, key: own } = await app.project();
  const expires_after = { anchor: 'created_at' as const, seconds: 3600 };
  const made = await client(own).files.create({
    file: new File([chatFile()], 'a.jsonl'),
    purpose: 'fine-tune',
    expires_after,
  });
  const sweep = app.app.get(FileExpiry);
  await sweep.step(made.id);
  expect((await client(own).files.list()).data).toHaveLength(1);
  app.time.now = new Date((made.expires_at ?? 0) * 1000 + 1000);
  await expect(client(own).files.retrieve(made.id)).rejects.toMatchObject({ status: 404 });
  expect((await client(own).files.list()).data).toEqual([]);
  expect(await sweep.due(1000)).toContain(made.id);
  await sweep.step(made.id);
  await sweep.step(made.id);
  expect(await sweep.due(1000)).not.toContain(made.id);
  const events = await app.t.db.tx({ projectId }, (tx) =>
    tx.auditEvent.findMany({ where: { targetId: made.id }, orderBy: { seq: 'asc' } }),
  );
  expect(events.map((event) => event.action)).toEqual(['file.created', 'file.expired']);
});
