import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import { UploadsProcessor } from './uploads.processor.js';
import { chatFile, multipart, openDatasetsApp } from '../../test/support/datasets-app.js';

let app: Awaited<ReturnType<typeof openDatasetsApp>>;
let key: string;
let openai: OpenAI;
beforeAll(async () => {
  app = await openDatasetsApp();
  ({ key } = await app.project());
  openai = new OpenAI({ apiKey: key, baseURL: app.url, maxRetries: 0 });
}, 60_000);
afterAll(() => app.close());

const begin = (content: string | Buffer, over: object = {}) =>
  openai.uploads.create({
    bytes: Buffer.byteLength(content),
    filename: 'train.jsonl',
    mime_type: 'text/jsonl',
    purpose: 'fine-tune',
    ...over,
  });
const add = (id: string, content: string | Buffer, client = openai) =>
  client.uploads.parts.create(id, { data: new File([new Uint8Array(Buffer.from(content))], 'upload') });
const code = async (call: Promise<unknown>) =>
  call.then(
    () => 'no refusal',
    (error: unknown) => [
      (error as { status: number }).status,
      (error as { code: string }).code,
      (error as { param: string | null }).param,
    ],
  );
const cut = (text: string, at: number): [string, string] => [text.slice(0, at), text.slice(at)];
const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const objects = async () => {
  const all: string[] = [];
  for await (const { sha256 } of app.store.list()) all.push(sha256);
  return all;
};
const partRows = (uploadId: string) =>
  app.t.db.tx({ projectId: '*' }, (tx) => tx.uploadPart.findMany({ where: { uploadId } }));
const audited = async (targetId: string) =>
  (
    await app.t.db.tx({ projectId: '*' }, (tx) =>
      tx.auditEvent.findMany({ where: { targetId }, orderBy: { seq: 'asc' } }),
    )
  ).map((event) => event.action);
const sweep = async () => {
  const processor = app.app.get(UploadsProcessor);
  for (const id of await processor.due(100)) await processor.step(id);
};
let tag = 0;
const content = () => chatFile(12, `upload ${(tag += 1)} `);

describe('an upload in parts', () => {
  it('becomes a file like any other: the order is that of part_ids, and its report is there', async () => {
    const text = content();
    const [first, second] = cut(text, 333);
    const upload = await begin(text, { expires_after: { anchor: 'created_at', seconds: 3600 } });
    expect(upload).toMatchObject({
      ...{ object: 'upload', status: 'pending', bytes: Buffer.byteLength(text), file: null },
      expires_at: upload.created_at + 3600,
    });
    const [b, a] = await Promise.all([add(upload.id, second), add(upload.id, first)]);
    expect(a).toMatchObject({ object: 'upload.part', upload_id: upload.id });
    const done = await openai.uploads.complete(upload.id, { part_ids: [a.id, b.id], md5: md5(text) });
    expect(done).toMatchObject({
      id: upload.id,
      status: 'completed',
      file: { purpose: 'fine-tune', status: 'processed' },
    });
    const file = done.file!;
    expect(file.expires_at).toBe(file.created_at + 3600);
    expect(await (await openai.files.content(file.id)).text()).toBe(text);
    const report = await fetch(`${app.url}/files/${file.id}/report`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(await report.json()).toMatchObject({ format: 'chat', rows: 12, fault_count: 0 });
    expect(await audited(upload.id)).toEqual([
      'upload.created',
      'upload.part_added',
      'upload.part_added',
      'upload.completed',
    ]);
    expect(await audited(file.id)).toEqual(['file.created']);
  });

  it('completes once, however often and at the same time it is asked', async () => {
    const text = content();
    const upload = await begin(text);
    const part = await add(upload.id, text);
    const body = { part_ids: [part.id] };
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => openai.uploads.complete(upload.id, body)),
    );
    answers.push(await openai.uploads.complete(upload.id, body));
    await sweep();
    answers.push(await openai.uploads.complete(upload.id, body));
    expect(new Set(answers.map(({ file }) => file!.id)).size).toBe(1);
    expect(await audited(upload.id)).toEqual(['upload.created', 'upload.part_added', 'upload.completed']);
    const other = await code(openai.uploads.complete(upload.id, { part_ids: ['part_other'] }));
    expect(other).toEqual([400, 'invalid_upload_state', null]);
  });

  it('takes no part with it: they are deleted, while a file with the same bytes stays', async () => {
    const text = content();
    const upload = await begin(text);
    const spare = await add(upload.id, 'spare');
    const part = await add(upload.id, text);
    const [spareRow] = (await partRows(upload.id)).filter(({ id }) => id === spare.id);
    const { file } = await openai.uploads.complete(upload.id, { part_ids: [part.id] });
    expect(await objects()).toContain(spareRow!.sha256);
    await sweep();
    await sweep();
    expect(await partRows(upload.id)).toEqual([]);
    expect(await objects()).not.toContain(spareRow!.sha256);
    expect(await (await openai.files.content(file!.id)).text()).toBe(text);
  });

  it('is moved on by the sweep from wherever it was killed', async () => {
    const text = content();
    const upload = await begin(text);
    await add(upload.id, text);
    // announced, but killed before its object was there; and half a clearing, its objects deleted and its rows not
    const cutOff = {
      id: 'part_cutoff',
      projectId: (
        await app.t.db.tx({ projectId: '*' }, (tx) =>
          tx.upload.findUniqueOrThrow({ where: { id: upload.id } }),
        )
      ).projectId,
      uploadId: upload.id,
      sha256: 'c'.repeat(64),
      sizeBytes: 5,
      createdAt: app.time.now,
    };
    await app.t.db.tx({ projectId: '*' }, (tx) => tx.uploadPart.create({ data: cutOff }));
    expect(await code(openai.uploads.complete(upload.id, { part_ids: ['part_cutoff'] }))).toEqual([
      404,
      'part_not_found',
      'part_ids[0]',
    ]);
    app.time.now = new Date(app.time.now.getTime() + 3600_001);
    await app.store.delete((await partRows(upload.id))[0]!.sha256);
    await sweep();
    expect(await partRows(upload.id)).toEqual([]);
    expect(await audited(upload.id)).toEqual(['upload.created', 'upload.part_added', 'upload.expired']);
    expect(await code(add(upload.id, text))).toEqual([400, 'invalid_upload_state', null]);
    expect(await app.app.get(UploadsProcessor).due(100)).toEqual([]);
  });

  it('expires after an hour, to the second, also before any sweep', async () => {
    const text = content();
    const upload = await begin(text);
    const part = await add(upload.id, text);
    app.time.now = new Date((upload.expires_at + 1) * 1000);
    for (const call of [
      () => openai.uploads.complete(upload.id, { part_ids: [part.id] }),
      () => openai.uploads.cancel(upload.id),
      () => add(upload.id, 'x'),
    ])
      expect(await code(call())).toEqual([400, 'invalid_upload_state', null]);
  });

  it('is cancelled, again and again', async () => {
    const upload = await begin('abc');
    const part = await add(upload.id, 'abc');
    expect((await openai.uploads.cancel(upload.id)).status).toBe('cancelled');
    expect((await openai.uploads.cancel(upload.id)).status).toBe('cancelled');
    expect(await code(openai.uploads.complete(upload.id, { part_ids: [part.id] }))).toEqual([
      400,
      'invalid_upload_state',
      null,
    ]);
    expect(await audited(upload.id)).toEqual(['upload.created', 'upload.part_added', 'upload.cancelled']);
    await sweep();
    expect(await partRows(upload.id)).toEqual([]);
  });
});

describe('what is refused leaves the upload as it was', () => {
  it('wrong size, wrong order by md5, a part twice, no JSONL; then it completes', async () => {
    const text = content();
    const [first, second] = cut(text, 200);
    const upload = await begin(text);
    const a = (await add(upload.id, first)).id;
    const b = (await add(upload.id, second)).id;
    const wrong = (await add(upload.id, 'x'.repeat(second.length))).id;
    const complete = (part_ids: string[], sum?: string) =>
      code(openai.uploads.complete(upload.id, { part_ids, ...(sum === undefined ? {} : { md5: sum }) }));
    const before = await app.written();
    expect(await complete([a])).toEqual([400, 'upload_size_mismatch', 'part_ids']);
    expect(await complete([a, a, b])).toEqual([400, 'invalid_value', 'part_ids[1]']);
    expect(await complete([a, b], md5('other'))).toEqual([400, 'md5_mismatch', 'md5']);
    expect(await complete([a, b], 'no md5')).toEqual([400, 'invalid_value', 'md5']);
    expect(await complete([a, wrong])).toEqual([400, 'invalid_training_file', 'file']);
    expect(await complete([a, 'part_unknown'])).toEqual([404, 'part_not_found', 'part_ids[1]']);
    expect(await app.written()).toEqual(before);
    expect(
      (await openai.uploads.complete(upload.id, { part_ids: [a, b], md5: md5(text).toUpperCase() })).status,
    ).toBe('completed');
  });

  it("another upload's parts and another project's uploads are 404", async () => {
    const text = content();
    const [one, two] = [await begin(text), await begin(text)];
    const part = await add(one.id, text);
    expect(await code(openai.uploads.complete(two.id, { part_ids: [part.id] }))).toEqual([
      404,
      'part_not_found',
      'part_ids[0]',
    ]);
    const stranger = new OpenAI({ apiKey: (await app.project()).key, baseURL: app.url, maxRetries: 0 });
    for (const call of [
      () => add(one.id, 'x', stranger),
      () => stranger.uploads.complete(one.id, { part_ids: [part.id] }),
      () => stranger.uploads.cancel(one.id),
    ])
      expect(await code(call())).toEqual([404, 'upload_not_found', null]);
  });

  it('parts that are empty, too many in bytes, or no form', async () => {
    const upload = await begin('ab');
    const before = await app.written();
    expect(await code(add(upload.id, ''))).toEqual([400, 'invalid_value', 'data']);
    const post = async (body: Buffer, type: string) => {
      const response = await fetch(`${app.url}/uploads/${upload.id}/parts`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': type },
        body: new Uint8Array(body),
      });
      const { error } = (await response.json()) as { error: { code: string; param: string | null } };
      return [response.status, error.code, error.param];
    };
    const sent = (...parts: Parameters<typeof multipart>[0]) => {
      const { body, type } = multipart(parts);
      return post(body, type);
    };
    const data = { name: 'data', value: 'ab', filename: 'upload' };
    expect(await sent()).toEqual([400, 'missing_required_parameter', 'data']);
    expect(await sent({ name: 'data', value: 'ab' })).toEqual([400, 'invalid_value', 'data']);
    expect(await sent({ ...data, name: 'file' })).toEqual([400, 'unknown_parameter', 'file']);
    expect(await sent(data, { name: 'purpose', value: 'fine-tune' })).toEqual([
      400,
      'unknown_parameter',
      'purpose',
    ]);
    expect(await sent({ ...data, value: Buffer.alloc(64 * 1024 * 1024 + 1) })).toEqual([
      413,
      'file_too_large',
      'data',
    ]);
    expect(await post(Buffer.from('{}'), 'application/json')).toEqual([415, 'unsupported_media_type', null]);
    expect(await app.written()).toEqual(before);
    await add(upload.id, Buffer.alloc(64 * 1024 * 1024));
    expect(await code(add(upload.id, 'abcde'))).toEqual([400, 'too_many_parts', null]);
    await add(upload.id, 'abcd');
  }, 60_000);

  it.each([
    ['no size', { bytes: undefined }, 'bytes'],
    ['more than a file holds', { bytes: 512 * 1024 * 1024 + 1 }, 'bytes'],
    ['our own purpose', { purpose: 'fine-tune-results' }, 'purpose'],
    ['a short life', { expires_after: { anchor: 'created_at', seconds: 1 } }, 'expires_after.seconds'],
  ])('a beginning with %s', async (_what, over, param) => {
    expect((await code(begin('x', over)))[2]).toBe(param);
  });
});
