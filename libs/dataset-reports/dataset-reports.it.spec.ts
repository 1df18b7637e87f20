import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DatasetsService } from '#datasets/datasets.service.js';
import { FilesService } from '#files/files.service.js';
import { type Ctx, type Role, systemCtx } from '#kernel/context.js';
import type { JobState } from '#jobs/job.js';
import { ProjectsService } from '#projects/projects.service.js';
import { aBase, put } from '../../test/support/a-version.js';
import { chatFile } from '../../test/support/datasets-app.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { DatasetReportsService } from './dataset-reports.service.js';
import type { RowReport } from './row-report.contract.js';

let stage: Stage;
let reports: DatasetReportsService;
let base: string;
let salt = 0;
beforeAll(async () => {
  stage = await openStage();
  reports = stage.get(DatasetReportsService);
  ({ base } = await aBase(stage));
}, 60_000);
afterAll(() => stage.close());

async function aVersion(content: string, ctx: Ctx = stage.ctx): Promise<string> {
  const fields = Promise.resolve({ purpose: 'fine-tune' as const });
  const body = Readable.from([Buffer.from(content)]);
  const file = { body, filename: 'x.jsonl', fields, purposeSoFar: () => 'fine-tune' };
  const train = (await stage.get(FilesService).create(ctx, file)).id;
  const datasets = stage.get(DatasetsService);
  const { id } = await datasets.create(ctx, `d-${(salt += 1)}`);
  return (await datasets.createVersion(ctx, id, { files: { train }, license: 'CC-BY-4.0', source: {} })).id;
}
const rows = () => chatFile(12, `${(salt += 1)} `);
const as = (role: Role): Ctx => ({ ...stage.ctx, roles: [role] });
const jobsOf = (version: string) =>
  stage.t.db.tx(stage.ctx, (tx) => tx.job.findMany({ where: { kind: 'inspect', spec: { path: ['dataset_version'], equals: version } } })); // prettier-ignore
/** What the worker leaves when the job has ended. */
async function ends(
  id: string,
  { state, ...rest }: { state: JobState; [column: string]: unknown },
): Promise<void> {
  const steps: JobState[] = ['queued', 'launching', 'running', 'collecting'];
  const way = state === 'succeeded' ? steps : [];
  const update = (values: object) =>
    stage.t.db.tx(stage.ctx, (tx) => tx.job.update({ where: { id }, data: values }));
  for (const one of way) await update({ state: one });
  await update({ finishedAt: new Date(), nextStepAt: null, state, ...rest });
}

const named = { count: 0, share: 0, first_rows: [] };
const written: RowReport = {
  schema_version: 1,
  max_seq_length: 2048,
  template_sha256: 'ab'.repeat(32),
  vocabulary: 1024,
  control_tokens: { special: ['<|im_end|>'], marks: [] },
  overlap: {},
  splits: {
    train: {
      rows: 12,
      tokens: { total: 240, trained_on: 240, trainable: 60, mean: 20, min: 20, p50: 20, p95: 20, max: 20, histogram: [{ from: 20, to: 21, rows: 12 }] },
      truncated: named,
      nothing_to_learn: named,
      last_turn_only_rows: 0,
      control_tokens: { ...named, counts: {}, faults: [] },
      preview: [{ row: 1, total_tokens: 1, truncated: false, tokens: [{ id: 5, text: 'a', trained: true }] }],
    },
  },
}; // prettier-ignore

async function succeed(jobId: string, report: unknown = written): Promise<void> {
  const bytes = Buffer.from(JSON.stringify(report));
  const files = { 'report.json': bytes };
  const artifact = await put(stage, { kind: 'report', name: 'report', job: jobId, files, parents: [] });
  await ends(jobId, { state: 'succeeded', result: { artifacts: { report: artifact } } });
}

describe('the report of a dataset version and a base', () => {
  let version: string;
  beforeEach(async () => {
    version = await aVersion(rows());
  });
  const ask = (ctx = stage.ctx, length?: number) =>
    reports.ofBase(ctx, version, { base_model: base, ...(length ? { max_seq_length: length } : {}) });

  it('is counted by one job, however many ask at once, and then read from its artifact', async () => {
    const asked = await Promise.all([ask(), ask(), ask(as('engineer'))]);
    expect(new Set(asked.map((one) => one.job)).size).toBe(1);
    expect(asked[0]).toMatchObject({ status: 'running', max_seq_length: 2048, report: null, error: null });
    const [job] = await jobsOf(version);
    expect(job).toMatchObject({ kind: 'inspect', state: 'validating', spec: { base_model: base } });
    await succeed(job!.id);
    expect(await ask(as('viewer'))).toMatchObject({ status: 'ready', job: job!.id, report: written });
    expect(await jobsOf(version)).toHaveLength(1);
  });

  it('answers 202 with Retry-After until it is there', async () => {
    const get = (path: string) =>
      fetch(`${stage.url}/v1/dataset_versions/${version}/report${path}`, {
        headers: { authorization: `Bearer ${stage.key}` },
      });
    const first = await get(`?base_model=${base}&max_seq_length=64`);
    expect([first.status, first.headers.get('retry-after')]).toEqual([202, '2']);
    const { base: begun } = (await first.json()) as { base: { job: string } };
    await succeed(begun.job, { ...written, max_seq_length: 64 });
    const then = await get(`?base_model=${base}&max_seq_length=64`);
    expect([then.status, then.headers.get('retry-after')]).toEqual([200, null]);
    expect(await then.json()).toMatchObject({
      object: 'dataset_report',
      usable_for: ['sft'],
      splits: { train: { rows: 12 } },
      base: { status: 'ready', max_seq_length: 64 },
    });
    expect(await (await get('')).json()).toMatchObject({ usable_for: ['sft'], base: null });
    const alone = await get('?max_seq_length=64');
    expect(alone.status).toBe(400);
    expect(await alone.json()).toMatchObject({
      error: { code: 'missing_required_parameter', param: 'base_model' },
    });
  });

  it('is another one where rows are cut elsewhere, and the same for the same rows in another version', async () => {
    const [whole, cut] = [await ask(), await ask(stage.ctx, 16)];
    expect(cut.job).not.toBe(whole.job);
    const content = rows();
    const [a, b] = [await aVersion(content), await aVersion(content)];
    const of = (id: string) => reports.ofBase(stage.ctx, id, { base_model: base });
    expect((await of(a)).job).toBe((await of(b)).job);
  });

  it('is begun by who may submit jobs; a reader sees what was begun', async () => {
    await expect(ask(as('viewer'))).rejects.toMatchObject({ code: 'report_not_found' });
    expect(await jobsOf(version)).toEqual([]);
    const { job } = await ask(as('engineer'));
    expect(await ask(as('viewer'))).toMatchObject({ status: 'running', job });
  });

  it('that failed by its rows stays failed; one that failed otherwise or was cancelled is counted again', async () => {
    const { job } = await ask();
    await ends(job, { state: 'failed', failureReason: 'user_error', failureMessage: 'no chat template' });
    const failed = { status: 'failed', job, error: { message: 'no chat template' } };
    expect([await ask(), await ask()]).toMatchObject([failed, failed]);
    const { job: lost } = await ask(stage.ctx, 32);
    await ends(lost, { state: 'cancelled' });
    expect(await ask(as('viewer'), 32)).toMatchObject({ status: 'failed', error: { code: 'cancelled' } });
    const again = await Promise.all([ask(stage.ctx, 32), ask(stage.ctx, 32)]);
    expect(again[0]).toMatchObject({ status: 'running' });
    expect(again[0].job).not.toBe(lost);
    expect(again[1].job).toBe(again[0].job);
  });
});

it('counts preferences too, and keeps both sides of them', async () => {
  const say = (role: string, content: string) => ({ role, content });
  const row = (i: number) =>
    JSON.stringify({ input: { messages: [say('user', `q${i} ${salt}`)] }, preferred_output: [say('assistant', 'a')], non_preferred_output: [say('assistant', 'b')] }); // prettier-ignore
  const version = await aVersion(Array.from({ length: 12 }, (_, i) => row(i)).join('\n'));
  const of = () => reports.ofBase(stage.ctx, version, { base_model: base });
  expect(await of()).toMatchObject({ status: 'running' });
  const [job] = await jobsOf(version);
  const { train } = written.splits;
  const part = { total: 12, mean: 1, min: 1, p50: 1, p95: 1, max: 1 };
  const preview = [{ ...train!.preview[0]!, side: 'chosen' as const }];
  const split = { ...train!, preview, parts: { prompt: part, chosen: part, rejected: part } };
  await succeed(job!.id, { ...written, splits: { train: split } });
  expect(await of()).toMatchObject({ status: 'ready', report: { splits: { train: split } } });
});

it('refuses unknown names and what is another project’s', async () => {
  const chat = await aVersion(rows());
  const of = (ctx: Ctx, id: string, base_model = base) => reports.ofBase(ctx, id, { base_model });
  await expect(of(stage.ctx, chat, 'none')).rejects.toMatchObject({ kind: 'not_found' });
  await expect(of(stage.ctx, 'dsv_none')).rejects.toMatchObject({ code: 'dataset_version_not_found' });
  const other = await stage.get(ProjectsService).create(systemCtx('*', 'test'), { name: 'other' });
  const theirs = { ...stage.ctx, projectId: other.id };
  await expect(of(theirs, chat)).rejects.toMatchObject({ code: 'dataset_version_not_found' });
});
