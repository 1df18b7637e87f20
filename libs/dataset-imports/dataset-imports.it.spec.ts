import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HubDatasets } from '#adapters/hub/hub.datasets.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { DatasetBytes } from '#files/dataset-bytes.service.js';
import { FilesService } from '#files/files.service.js';
import { systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { heldContent } from '#licenses/held.js';
import { QuarantineService } from '#licenses/quarantine.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { LocalHub } from '../../test/support/local-hub.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { importBody, type OperationView } from './dataset-imports.contract.js';
import { DatasetImportsProcessor } from './dataset-imports.processor.js';
import { DatasetImportsService } from './dataset-imports.service.js';

const REVISION = 'da'.repeat(20);
const parquet = (name: string) => readFileSync(`test/support/tables/${name}.parquet`);
const alpaca = (n: number, from = 0) =>
  Array.from({ length: n }, (_, i) => ({
    instruction: `do ${from + i}`,
    input: '',
    output: `done ${from + i}`,
  }));
const jsonl = (rows: object[]) => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

let hub: LocalHub;
let stage: Stage;
let imports: DatasetImportsService;
beforeAll(async () => {
  const card = { license: 'cc-by-4.0' };
  const large = (path: string) => path.endsWith('.parquet');
  hub = await new LocalHub([
    { type: 'dataset', id: 'acme/banking', revision: REVISION, card, large, files: { 'README.md': Buffer.from('x'), 'data/train-00000-of-00002.parquet': parquet('banking-zstd'), 'data/train-00001-of-00002.parquet': parquet('banking-gzip'), 'data/test-00000-of-00001.parquet': parquet('banking-none') } },
    { type: 'dataset', id: 'acme/alpaca', revision: REVISION, card: {}, files: { 'alpaca.jsonl': jsonl(alpaca(40)) } },
    { type: 'dataset', id: 'acme/two', revision: REVISION, card, files: { 'a.csv': Buffer.from('x\n'), 'b.csv': Buffer.from('x\n') } },
    { type: 'dataset', id: 'acme/gated', revision: REVISION, card, gated: 'auto', files: { 'train.csv': Buffer.from('x\n') } },
  ]).start(); // prettier-ignore
  stage = await openStage(undefined, { datasetHub: new HubDatasets({ endpoint: hub.url, retryMs: 1 }) });
  imports = stage.get(DatasetImportsService);
}, 60_000);
afterAll(async () => {
  await stage.close();
  await hub.stop();
});

async function upload(content: string | Buffer, filename: string): Promise<string> {
  const fields = Promise.resolve({ purpose: 'user_data' as const });
  const body = Readable.from([Buffer.from(content)]);
  return (await stage.get(FilesService).create(stage.ctx, { body, filename, fields, purposeSoFar: () => 'user_data' })).id; // prettier-ignore
}
async function run(asked: object): Promise<OperationView> {
  const { id } = await imports.begin(stage.ctx, importBody.parse(asked));
  await stage.work(async () => (await imports.get(stage.ctx, id)).done);
  return imports.get(stage.ctx, id);
}
const file = async (content: string | Buffer, name: string) => ({
  type: 'file',
  file: await upload(content, name),
});
const columns = { shape: 'columns', columns: { user: 'text', assistant: 'category' } };
const csv = (n: number) =>
  `text,category\n${Array.from({ length: n }, (_, i) => `"where is, my card ${i}?",card_arrival\n`).join('')}`;
const rowsOf = async (sha256: string, limit = 1000) => stage.get(DatasetBytes).firstRows(sha256, limit);
const written = async () =>
  stage.t.db.tx(stage.ctx, async (tx) => [await tx.file.count(), await tx.dataset.count(), await tx.datasetVersion.count()]); // prettier-ignore

describe('an import', () => {
  it('makes a version of a table by its columns, split by a seed, with its source on record', async () => {
    const content = csv(200);
    const made = await run({ from: await file(content, 'banking.csv'), ...columns, name: 'banking', license: 'CC-BY-4.0', validation_fraction: 0.2, seed: 7 }); // prettier-ignore
    expect(made).toMatchObject({ state: 'succeeded', done: true, error: null, metadata: { conversion: { format: 'csv', shape: 'columns', rows_converted: 200, fault_count: 0 } } }); // prettier-ignore
    const version = await stage.get(DatasetsService).getVersion(stage.ctx, made.response!.dataset_version!);
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(version).toMatchObject({ format: 'chat', declaredLicense: 'CC-BY-4.0', source: { name: 'banking.csv', sha256 } }); // prettier-ignore
    const splits = version.splits as Record<string, { sha256: string; rows: number }>;
    const { split } = made.metadata.conversion!;
    expect(split).toMatchObject({
      seed: 7,
      train: splits['train']!.rows,
      validation: splits['validation']!.rows,
    });
    expect(splits['train']!.rows + splits['validation']!.rows).toBe(200);
    expect((await rowsOf(splits['train']!.sha256, 1))[0]).toEqual({ messages: [{ role: 'user', content: expect.stringMatching(/^where is, my card \d+\?$/) as unknown }, { role: 'assistant', content: 'card_arrival' }] }); // prettier-ignore
    const again = await run({ from: await file(content, 'banking.csv'), ...columns, name: 'banking', license: 'CC-BY-4.0', validation_fraction: 0.2, seed: 7 }); // prettier-ignore
    expect(again.response!.dataset_version).toBe(version.id);
    const audit = await stage.t.db.tx(stage.ctx, (tx) => tx.auditEvent.findMany({ where: { targetId: made.id }, orderBy: { seq: 'asc' } })); // prettier-ignore
    expect(audit.map(({ action, actor }) => [action, actor])).toEqual([
      ['dataset_import.begun', 'tester'],
      ['dataset_import.succeeded', 'tester'],
    ]);
  });

  it('of a file that was recalled meanwhile keeps no version', async () => {
    const from = await file(csv(40), 'recalled.csv');
    const { sha256 } = await stage.get(FilesService).get(stage.ctx, from.file);
    const { id } = await imports.begin(stage.ctx, importBody.parse({ from, ...columns, name: 'recalled', license: 'CC-BY-4.0' })); // prettier-ignore
    const recallId = newId('rcl_');
    const recall = { id: recallId, kind: 'record', subject: sha256, reason: 'withdrawn', dryRun: false };
    const hold = { recallId, reason: 'withdrawn', ids: [heldContent(sha256)], at: new Date() };
    await stage.t.db.tx(stage.ctx, async (tx) => {
      const of = {
        projectId: stage.ctx.projectId,
        state: 'executed',
        requestedBy: 'tester',
        executedAt: new Date(),
      };
      await tx.recall.create({ data: { ...recall, ...of } });
      await stage.get(QuarantineService).put(tx, stage.ctx, hold);
    });
    await stage.work(async () => (await imports.get(stage.ctx, id)).done);
    expect(await imports.get(stage.ctx, id)).toMatchObject({
      state: 'failed',
      error: { code: 'quarantined' },
    });
  });

  it('of the Hub takes the parts of a split at a pinned commit, and the license of the card', async () => {
    const made = await run({ from: { type: 'hub', repo: 'acme/banking', revision: 'main' }, ...columns, name: 'hub-banking' }); // prettier-ignore
    expect(made.error).toBeNull();
    expect(made.metadata.source).toMatchObject({ repo: 'acme/banking', revision: REVISION, declared_license: 'cc-by-4.0', files: ['data/train-00000-of-00002.parquet', 'data/train-00001-of-00002.parquet'] }); // prettier-ignore
    expect(made.metadata.conversion).toMatchObject({
      format: 'parquet',
      rows_read: 100,
      rows_converted: 100,
    });
    const version = await stage.get(DatasetsService).getVersion(stage.ctx, made.response!.dataset_version!);
    expect(version).toMatchObject({ declaredLicense: 'cc-by-4.0', licenseId: 'CC-BY-4.0', source: { repo: 'acme/banking', revision: REVISION } }); // prettier-ignore
  });

  it('as a dry run shows the conversion and keeps nothing', async () => {
    const from = await file(JSON.stringify(alpaca(30)), 'alpaca.json');
    const before = await written();
    const made = await run({ from, dry_run: true, validation_fraction: 0.1 });
    expect(made).toMatchObject({ state: 'succeeded', response: { dataset_version: null, files: null } });
    expect(made.metadata.conversion).toMatchObject({ shape: 'alpaca', because: "row 1 has 'instruction' and 'output'", rows_converted: 30, rules: [{ rule: 'instruction_alone', rows: 30 }, { rule: 'output', rows: 30 }] }); // prettier-ignore
    expect(made.metadata.conversion!.preview).toHaveLength(5);
    expect(await written()).toEqual(before);
  });

  it.each([
    ['sharegpt', 'chat', { conversations: [{ from: 'human', value: 'q' }, { from: 'gpt', value: 'a' }] }, { messages: [{ role: 'user', content: 'q' }, { role: 'assistant', content: 'a' }] }],
    ['preference', 'preference', { prompt: 'q', chosen: 'good', rejected: 'bad' }, { input: { messages: [{ role: 'user', content: 'q' }] }, preferred_output: [{ role: 'assistant', content: 'good' }], non_preferred_output: [{ role: 'assistant', content: 'bad' }] }],
  ])('of %s rows makes a %s version, with what became of them, their source and license', async (shape, format, row, line) => {
    const content = jsonl(Array.from({ length: 12 }, (_, i) => ({ ...row, note: i })));
    const made = await run({ from: await file(content, `${shape}.jsonl`), name: shape, license: 'MIT'  });
    expect(made.error).toBeNull();
    const { conversion, source } = made.metadata;
    expect(conversion).toMatchObject({ shape, rows_converted: 12, preview: expect.arrayContaining([expect.objectContaining({ from: { ...row, note: 0 }, to: line })]) as unknown });
    expect(conversion!.rules).toContainEqual(expect.objectContaining({ rule: 'dropped_note', rows: 12 }));
    const sha256 = createHash('sha256').update(content).digest('hex');
    expect(source).toMatchObject({ name: `${shape}.jsonl`, sha256 });
    const version = await stage.get(DatasetsService).getVersion(stage.ctx, made.response!.dataset_version!);
    expect(version).toMatchObject({ format, declaredLicense: 'MIT', licenseId: 'MIT', source: { sha256 } });
    const { train } = version.splits as Record<string, { sha256: string }>;
    expect(await rowsOf(train!.sha256, 1)).toEqual([line]);
  }); // prettier-ignore

  it('with rows at fault is refused, or leaves them out where that is asked', async () => {
    const rows = [...alpaca(12), { instruction: 'no output' }];
    const from = await file(jsonl(rows), 'rows.jsonl');
    const before = await written();
    const refused = await run({ from, name: 'faulty', license: 'CC-BY-4.0' });
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'conversion_faults', param: 'output', message: "Row 13 has no 'output' (line 13)" }, metadata: { conversion: { fault_count: 1, rows_converted: 12 } } }); // prettier-ignore
    expect(await written()).toEqual(before);
    const skipped = await run({ from, name: 'faulty', license: 'CC-BY-4.0', on_fault: 'skip' });
    expect(skipped).toMatchObject({ state: 'succeeded', metadata: { conversion: { rows_skipped: 1 } } });
  });

  it.each<[string, () => Promise<object>, string]>([
    ['a table that tells no columns', async () => ({ from: await file(csv(3), 'x.csv') }), 'shape_unknown'],
    ['a Parquet file under another name', async () => ({ from: await file(parquet('messages'), 'x.csv') }), 'source_unreadable'],
    ['a file without rows', async () => ({ from: await file('[]', 'x.json') }), 'source_empty'],
    ['a split with nothing in it', async () => ({ from: await file(jsonl(alpaca(2)), 'x.jsonl'), validation_fraction: 0.001 }), 'split_empty'],
    ['data without a license on its card', async () => ({ from: { type: 'hub', repo: 'acme/alpaca' } }), 'dataset_license_missing'],
    ['two files that could be meant', async () => ({ from: { type: 'hub', repo: 'acme/two' } }), 'source_ambiguous'],
    ['a path that is none', async () => ({ from: { type: 'hub', repo: 'acme/two', path: 'c.csv' } }), 'source_not_found'],
    ['a data set that is none', async () => ({ from: { type: 'hub', repo: 'acme/none' } }), 'source_not_found'],
    ['a gated data set', async () => ({ from: { type: 'hub', repo: 'acme/gated' } }), 'source_gated'],
  ])('of %s fails and says why', async (_what, asked, code) => {
    const body = await asked();
    const before = await written();
    const made = await run({ name: 'never', ...('file' in (body as { from: object }).from ? { license: 'MIT' } : {}), ...body });
    expect([made.state, made.error?.code]).toEqual(['failed', code]);
    const after = await written();
    expect(after).toEqual(before);
  }); // prettier-ignore

  it('refuses at once what no reading can make good', async () => {
    const from = await file(csv(3), 'x.csv');
    const begin = (asked: object) => imports.begin(stage.ctx, importBody.parse(asked));
    await expect(begin({ from })).rejects.toMatchObject({ code: 'missing_required_parameter', details: { param: 'name' } }); // prettier-ignore
    await expect(begin({ from: { type: 'file', file: 'file-none' }, dry_run: true })).rejects.toMatchObject({ code: 'file_not_found' }); // prettier-ignore
    await expect(begin({ from: await file('x', 'x.pkl'), dry_run: true })).rejects.toMatchObject({ details: { param: 'format' } }); // prettier-ignore
    await expect(begin({ from, dry_run: true, columns: { user: 'a' } })).rejects.toMatchObject({ details: { param: 'columns' } }); // prettier-ignore
    await expect(begin({ from, name: 'x' })).rejects.toMatchObject({ code: 'dataset_license_missing' });
  });
});

describe('the worker', () => {
  const begun = async () => {
    const from = await file(jsonl(alpaca(20, Math.floor(Math.random() * 1e9))), 'rows.jsonl');
    return imports.begin(stage.ctx, importBody.parse({ from, name: 'worked', license: 'MIT' }));
  };
  const processor = () => stage.get(DatasetImportsProcessor);

  it('takes a row once, and again when its claim has run out', async () => {
    const { id } = await begun();
    await Promise.all([processor().step(id), processor().step(id)]);
    expect((await imports.get(stage.ctx, id)).state).toBe('succeeded');
    const { id: lost } = await begun();
    const claimed = (to: Date) => stage.t.db.tx(stage.ctx, (tx) => tx.datasetImport.update({ where: { id: lost }, data: { nextStepAt: to, attempts: { increment: 1 } } })); // prettier-ignore
    await claimed(new Date(stage.clock.now().getTime() + 60_000));
    await processor().step(lost);
    expect((await imports.get(stage.ctx, lost)).state).toBe('running');
    stage.clock.forward(61);
    expect(await processor().due(10)).toContain(lost);
    await processor().step(lost);
    expect((await imports.get(stage.ctx, lost)).state).toBe('succeeded');
  });

  it('writes nothing of an import that was cancelled', async () => {
    const { id } = await begun();
    expect(await imports.cancel(stage.ctx, id)).toMatchObject({ state: 'cancelled', done: true });
    expect(await imports.cancel(stage.ctx, id)).toMatchObject({ state: 'cancelled' });
    const before = await written();
    await processor().step(id);
    expect(await written()).toEqual(before);
    const { id: ended } = await begun();
    await processor().step(ended);
    await expect(imports.cancel(stage.ctx, ended)).rejects.toMatchObject({ code: 'operation_done' });
  });

  it('waits for a hub that is away, and gives up an import that breaks off each time', async () => {
    hub.faults = { status: { path: /banking/, status: 503, times: 100 } };
    const { id } = await imports.begin(stage.ctx, importBody.parse({ from: { type: 'hub', repo: 'acme/banking' }, ...columns, dry_run: true })); // prettier-ignore
    expect(await processor().step(id)).toMatchObject({ kind: 'again' });
    hub.faults = {};
    stage.clock.forward(11);
    await processor().step(id);
    expect((await imports.get(stage.ctx, id)).state).toBe('succeeded');
    const { id: broken } = await begun();
    await stage.t.db.tx(stage.ctx, (tx) => tx.datasetImport.update({ where: { id: broken }, data: { attempts: 5 } })); // prettier-ignore
    await processor().step(broken);
    expect(await imports.get(stage.ctx, broken)).toMatchObject({
      state: 'failed',
      error: { code: 'import_failed' },
    });
  });
});

it('over HTTP: 202, then the operation; another project sees nothing of it', async () => {
  const call = (path: string, init: RequestInit = {}, key = stage.key) =>
    fetch(`${stage.url}/v1${path}`, { ...init, headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' } }); // prettier-ignore
  const body = JSON.stringify({ from: { type: 'hub', repo: 'acme/banking' }, ...columns, dry_run: true });
  const begun = await call('/datasets/import', { method: 'POST', body });
  expect(begun.status).toBe(202);
  const { id } = (await begun.json()) as OperationView;
  await stage.work(async () => (await imports.get(stage.ctx, id)).done);
  expect(await (await call(`/operations/${id}`)).json()).toMatchObject({ object: 'operation', done: true, state: 'succeeded' }); // prettier-ignore
  expect(((await (await call('/operations?limit=1')).json()) as { data: object[] }).data).toHaveLength(1);
  const other = await stage.get(ProjectsService).create(systemCtx('*', 'test'), { name: 'other' });
  expect((await call(`/operations/${id}`, {}, other.api_key)).status).toBe(404);
  expect((await call(`/operations/${id}/cancel`, { method: 'POST' }, other.api_key)).status).toBe(404);
  expect(await (await call('/operations', {}, other.api_key)).json()).toMatchObject({ data: [] });
});
