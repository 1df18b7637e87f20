import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { aBase, aFinishedPipeline, anExactMatch } from '../../test/support/a-version.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { DatasetBytes } from '#files/dataset-bytes.service.js';
import { FilesService } from '#files/files.service.js';
import { unavailable } from '#kernel/errors.js';
import { PipelinesProcessor } from '#registry/pipelines.processor.js';
import { RegistryPublisher } from '#registry/registry.publisher.js';
import { RegistryService } from '#registry/registry.service.js';
import { ContaminationProcessor } from './contamination.processor.js';
import type { ContaminationReport } from './contamination.contract.js';

jest.setTimeout(30_000);
let stage: Stage;
let base: string;
let salt = 0;
beforeAll(async () => {
  stage = await openStage();
  ({ base } = await aBase(stage));
}, 60_000);
afterAll(() => stage?.close());

const LONG = 'my new card has still not come although you sent it two weeks ago by post';
const row = (question: string, answer: string) => {
  const messages = [
    {
      role: 'system',
      content: 'Name the intent of the customer in one word and say nothing else at all, please.',
    },
    { role: 'user', content: question },
    { role: 'assistant', content: answer },
  ];
  return JSON.stringify({ messages });
};
const filler = (count: number, of: string) =>
  Array.from({ length: count }, (_, at) => row(`${of} ${at} ${salt}`, 'other'));

async function aFile(lines: string[]): Promise<string> {
  const fields = Promise.resolve({ purpose: 'fine-tune' as const });
  const body = Readable.from([Buffer.from(lines.join('\n'))]);
  const file = { body, filename: 'x.jsonl', fields, purposeSoFar: () => 'fine-tune' };
  return (await stage.get(FilesService).create(stage.ctx, file)).id;
}
async function aVersion(splits: Record<string, string[]>): Promise<string> {
  const files: Record<string, string> = {};
  for (const [split, lines] of Object.entries(splits)) files[split] = await aFile(lines);
  const datasets = stage.get(DatasetsService);
  const { id } = await datasets.create(stage.ctx, `d-${(salt += 1)}`);
  const body = { files: files as { train: string }, license: 'CC-BY-4.0', source: {} };
  return (await datasets.createVersion(stage.ctx, id, body)).id;
}
/** A model trained on `data`, and what it answered to the test rows. */
async function evaluated(data: string, right: boolean[]) {
  const made = await aFinishedPipeline(stage, { base, data }, null);
  return { made, id: await anExactMatch(stage, { subject: made.artifacts.gguf, data, right }) };
}
async function get(id: string) {
  const headers = { authorization: `Bearer ${stage.key}` };
  const response = await fetch(`${stage.url}/v1/evaluations/${id}/contamination`, { headers });
  const body = (await response.json()) as {
    status: string;
    error: { code: string } | string | null;
    report: ContaminationReport;
  };
  return { status: response.status, retry: response.headers.get('retry-after'), body };
}

describe('the contamination of an evaluation', () => {
  it('names the rows that training saw, with the scores without them, and warns on the model card', async () => {
    const train = ['', ...filler(11, 'train'), row(`hello,  ${LONG.toUpperCase()} and more`, 'late'), row('Lost it!', 'lost')];
    const test = [row('something else', 'other'), row(LONG, 'card_arrival'), row('lost it', 'Lost'), row('lost it', 'found')];
    const data = await aVersion({ train, test });
    const { made, id } = await evaluated(data, [true, true, false, true]);
    expect(await get(id)).toMatchObject({ status: 202, retry: '1', body: { status: 'running', report: null } });
    const asked = { model: 'seen', sourceJobId: made.jobs.finetune, artifacts: made.artifacts };
    await stage.work();
    const { status, body } = await get(id);
    expect([status, body.status]).toEqual([200, 'ready']);
    expect(body.report).toMatchObject({
      rows: 4,
      contaminated_rows: 2,
      share: 0.5,
      exact_rows: 1,
      ngram_rows: 1,
      boilerplate_rows: 0,
      complete: true,
      trained_on: [{ dataset_version: data, split: 'train', rows: 13, unread: null }],
      contaminated: [
        { row: 1, line: 2, kind: 'ngram', ngram: LONG.split(' ').slice(0, 13).join(' '), train: { dataset_version: data, split: 'train', line: 13 } },
        { row: 2, line: 3, kind: 'exact', ngram: null, train: { dataset_version: data, split: 'train', line: 14 } },
      ],
      scores: { all: { exact_match: 0.75 }, clean: { exact_match: 1, rows: 2 }, contaminated: { exact_match: 0.5 } },
    });
    const version = await stage.get(RegistryPublisher).registerVersion(stage.ctx, asked);
    const card = await stage.get(RegistryService).card(stage.ctx, version);
    expect(card).toContain('**Warning: training saw 2 of these 4 rows (50 %), 1 of them word for word. Exact match is 0.75 over all rows and 1 without them.**');
  }); // prettier-ignore

  it('is looked for again while the store is away, and once however many are told', async () => {
    const data = await aVersion({ train: filler(12, 'a'), test: filler(2, 'b') });
    const { id } = await evaluated(data, [true, true]);
    const bytes = stage.get(DatasetBytes);
    const open = bytes.open.bind(bytes);
    bytes.open = () => Promise.reject(unavailable('storage_unavailable', 'away'));
    const processor = stage.get(ContaminationProcessor);
    try {
      expect(await processor.step(id)).toEqual({ kind: 'again', afterSeconds: 15 });
    } finally {
      bytes.open = open;
    }
    expect(await processor.step(id)).toEqual({ kind: 'done' }); // claimed until then
    expect((await get(id)).body.status).toBe('running');
    stage.clock.forward(16);
    expect(await processor.due(50)).toContain(id);
    await Promise.all([processor.step(id), processor.step(id)]);
    expect((await get(id)).body).toMatchObject({
      status: 'ready',
      report: { contaminated_rows: 0, share: 0 },
    });
    expect(await processor.due(50)).not.toContain(id);
  });

  it('is waited for by the pipeline that publishes, which it rings', async () => {
    const data = await aVersion({ train: filler(12, 'g'), test: filler(2, 'h') });
    const made = await aFinishedPipeline(stage, { base, data }, { model: 'waited' });
    const of = { subject: made.artifacts.gguf, data, right: [true, true], pipeline: made.pipeline };
    const id = await anExactMatch(stage, of);
    await stage.t.db.client.outbox.deleteMany();
    expect(await stage.get(PipelinesProcessor).step(made.pipeline)).toEqual({
      kind: 'again',
      afterSeconds: 5,
    });
    await stage.get(ContaminationProcessor).step(id);
    const rung = await stage.t.db.client.outbox.findMany({ where: { topic: 'pipeline.finished' } });
    expect(rung.map(({ key }) => key)).toEqual([made.pipeline]);
    expect(await stage.get(PipelinesProcessor).step(made.pipeline)).toEqual({ kind: 'done' });
    const { version } = await stage.get(RegistryService).resolveVersion(stage.ctx, 'waited');
    const card = await stage.get(RegistryService).card(stage.ctx, version);
    expect(card).toContain('Training saw none of these rows');
  });

  it('says which training data is gone, and fails where the evaluated rows are', async () => {
    const gone = await aBase(stage); // names a file that was never stored
    const test = await aVersion({ train: filler(12, 'c'), test: filler(2, 'd') });
    const made = await aFinishedPipeline(stage, gone, null);
    const of = { subject: made.artifacts.gguf, right: [true, false] };
    const partly = await anExactMatch(stage, { ...of, data: test });
    const not = await anExactMatch(stage, { ...of, data: gone.data });
    await stage.work();
    expect((await get(partly)).body).toMatchObject({
      status: 'ready',
      report: { complete: false, trained_on: [{ dataset_version: gone.data, unread: expect.any(String) }] },
    });
    expect((await get(not)).body).toMatchObject({
      ...{ status: 'failed', report: null },
      error: expect.stringContaining("no split 'test'"),
    });
  });

  it('is not there for a task without answers, nor for a base model', async () => {
    const data = await aVersion({ train: filler(12, 'e'), test: filler(2, 'f') });
    const { made } = await evaluated(data, [true, true]);
    expect(await get(made.jobs.evaluate)).toMatchObject({
      ...{ status: 404, body: { error: { code: 'contamination_report_not_found' } } },
    });
  });
});
