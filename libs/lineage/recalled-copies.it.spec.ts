import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { openStage, type Stage } from '../../test/support/stage.js';
import { systemCtx } from '#kernel/context.js';
import { ProjectsService } from '#projects/projects.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { FilesService } from '#files/files.service.js';
import { RecallsProcessor } from './recalls.processor.js';

jest.setTimeout(60_000);
let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

type Json = Record<string, never> & { error?: { code: string; message: string } };
async function call(method: string, path: string, body?: object) {
  const headers = {
    authorization: `Bearer ${stage.key}`,
    ...(body ? { 'content-type': 'application/json' } : {}),
  };
  const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
  const response = await fetch(`${stage.url}/v1${path}`, init);
  return { status: response.status, body: (await response.json()) as Json };
}
let people = 0;
/** A person's row, as it is written and by the sha256 of its JSON with sorted keys. */
function aRecord() {
  const name = `Ada ${(people += 1)}`;
  const line = JSON.stringify({
    messages: [
      { role: 'user', content: `I am ${name}` },
      { role: 'assistant', content: 'hello' },
    ],
  });
  const canonical = `{"messages":[{"content":"I am ${name}","role":"user"},{"content":"hello","role":"assistant"}]}`;
  return { line, hash: createHash('sha256').update(canonical).digest('hex') };
}
const filler = (n: number) => Array.from({ length: n }, () => `${aRecord().line}\n`).join('');
const upload = (body: Readable) =>
  stage.get(FilesService).create(stage.ctx, {
    body,
    filename: 'x.jsonl',
    fields: Promise.resolve({ purpose: 'fine-tune' as const }),
    purposeSoFar: () => 'fine-tune',
  });
const file = (text: string) => upload(Readable.from([Buffer.from(text)]));
async function version(train: string) {
  const datasets = stage.get(DatasetsService);
  const { id } = await datasets.create(stage.ctx, `people-${train.slice(-12)}-${(people += 1)}`);
  return (await datasets.createVersion(stage.ctx, id, { files: { train }, license: 'mit', source: {} })).id;
}
const recall = async (subject: object, reason = 'asked to be forgotten') =>
  String((await call('POST', '/recalls', { subject, reason, dry_run: false })).body['id']);
const executed = (id: string) =>
  stage.work(async () => (await call('GET', `/recalls/${id}`)).body['state'] === ('executed' as never));
const release = (id: string) => call('POST', `/recalls/${id}/release`, { reason: 'a mistake' });
const held = async (id: string) =>
  (
    await stage.t.db.tx(stage.ctx, (tx) =>
      tx.quarantine.findMany({ where: { subjectId: id, releasedAt: null } }),
    )
  ).map((row) => row.recallId);
const status = async (id: string) => (await call('GET', `/files/${id}`)).body;

describe('a copy that comes after the recall', () => {
  it('is held from its first moment, however it was written, and says which recall holds it', async () => {
    const { line, hash } = aRecord();
    await file(filler(1) + line);
    const id = await recall({ record: hash });
    await executed(id);
    const spaced = JSON.stringify(JSON.parse(line), null, 1).replaceAll('\n', ' ');
    const copy = await file(filler(3) + spaced);
    expect(copy).toMatchObject({
      status: 'error',
      status_details: `Quarantined by the recall ${id}: asked to be forgotten`,
    });
    expect(await held(copy.id)).toEqual([id]);
    await expect(version(copy.id)).rejects.toMatchObject({ code: 'quarantined' });
    const other = await file(filler(2));
    expect([other.status, await held(other.id)]).toEqual(['processed', []]);
    const events = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.auditEvent.findMany({ where: { action: 'file.quarantined', targetId: copy.id } }),
    );
    expect(events.map(({ facts }) => facts)).toEqual([{ recalls: [id], by: [`record:${hash}`] }]);

    expect((await release(id)).status).toBe(200);
    expect(await status(copy.id)).toMatchObject({ status: 'processed', status_details: null });
    expect(await held((await file(line)).id)).toEqual([]);
    expect(await version(copy.id)).toMatch(/^dsv_/);
  });

  it('is held by every recall that names one of its records, until the last is released', async () => {
    const [one, two] = [aRecord(), aRecord()];
    const [first, second] = [await recall({ record: one.hash }), await recall({ record: two.hash })];
    await executed(second);
    await executed(first);
    const copy = await file(`${one.line}\n${two.line}\n`);
    expect((await held(copy.id)).sort()).toEqual([first, second].sort());
    await release(first);
    expect(await held(copy.id)).toEqual([second]);
  });

  it('is held by its bytes where a dataset version was recalled, and so are the copies that were there', async () => {
    const text = filler(4);
    const [source, twin] = [await file(text), await file(text)];
    const made = await version(source.id);
    const id = await recall({ dataset_version: made }, 'withdrawn');
    for (const one of [source.id, twin.id, (await file(text)).id]) expect(await held(one)).toEqual([id]);
    await expect(version(twin.id)).rejects.toMatchObject({ code: 'quarantined' });
    expect(await held((await file(`${text}${filler(1)}`)).id)).toEqual([]);
    await stage.work(async () => (await call('GET', `/recalls/${id}`)).body['drained'] === (true as never));
    await release(id);
    expect(await held(twin.id)).toEqual([]);
    expect(await held((await file(text)).id)).toEqual([]);
  });

  it('knows the copies of its own project alone', async () => {
    const { line, hash } = aRecord();
    await executed(await recall({ record: hash }));
    const other = await stage.get(ProjectsService).create(systemCtx('*', 'test'), {
      ...{ name: 'other', org: 'other' },
      declared_use: {
        purpose: 'internal',
        commercial: false,
        fields: [],
        general_purpose: false,
        downstream_training: [],
      },
    });
    const ctx = { ...stage.ctx, projectId: other.id };
    const copy = await stage.get(FilesService).create(ctx, {
      body: Readable.from([Buffer.from(line)]),
      filename: 'x.jsonl',
      fields: Promise.resolve({ purpose: 'fine-tune' as const }),
      purposeSoFar: () => 'fine-tune',
    });
    expect(copy.status).toBe('processed');
  });
});

describe('between an upload and a recall there is no gap', () => {
  it('for a file that was half way in when the record was recalled', async () => {
    const { line, hash } = aRecord();
    let id = '';
    const halves = async function* () {
      yield Buffer.from(`${filler(2)}${line}\n`);
      id = await recall({ record: hash });
      yield Buffer.from(filler(1));
    };
    const copy = await upload(Readable.from(halves()));
    expect([copy.status, await held(copy.id)]).toEqual(['error', [id]]);
    await executed(id);
    expect(await held(copy.id)).toEqual([id]);
  });

  it('for a file and a version that come between the search and its execution', async () => {
    const { line, hash } = aRecord();
    const old = await file(line);
    const id = await recall({ record: hash });
    const worker = stage.get(RecallsProcessor);
    await worker.step(id); // looks through the files
    expect((await call('GET', `/recalls/${id}`)).body).toMatchObject({ state: 'scanning' });
    const late = await file(filler(1) + line);
    expect(await held(late.id)).toEqual([id]);
    const early = await version(old.id); // not executed yet: nothing holds the old file
    stage.clock.forward(1);
    await executed(id);
    expect([await held(old.id), await held(early)]).toEqual([[id], [id]]);
  });

  it('for many uploads and versions at the same time as the recall', async () => {
    const { line, hash } = aRecord();
    const waves = Array.from({ length: 12 }, async (_, at) => {
      await new Promise((wake) => setImmediate(wake));
      const { id } = await file(filler(at) + line);
      return { id, made: await version(id).catch(() => null) };
    });
    const [id, ...files] = await Promise.all([recall({ record: hash }), ...waves]);
    await stage.work(async () => (await call('GET', `/recalls/${id}`)).body['drained'] === (true as never));
    for (const one of files) {
      expect(await held(one.id)).toEqual([id]);
      if (one.made) expect(await held(one.made)).toEqual([id]);
    }
  });
});
