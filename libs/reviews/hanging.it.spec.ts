import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { aBase } from '../../test/support/a-version.js';
import { chatFile } from '../../test/support/datasets-app.js';
import { callOn } from '../../test/support/stage-call.js';
import { openStage, type Stage } from '../../test/support/stage.js';

jest.setTimeout(60_000);
let stage: Stage;
let base: string;
beforeAll(async () => {
  stage = await openStage();
  ({ base } = await aBase(stage));
  const config = { hiddenSize: 576, layers: 30, vocabSize: 49_152 };
  const known = { parameterCount: 134_515_008n, config, architecture: 'LlamaForCausalLM' };
  await stage.t.db.tx(stage.ctx, (tx) => tx.baseModel.update({ where: { id: base }, data: known }));
}, 90_000);
afterAll(() => stage?.close());

const call = (method: string, path: string, body?: object) =>
  callOn(stage, method, path, body && { body }).then((answered) => answered.body);
async function aDataset(name: string): Promise<string> {
  const form = new FormData();
  form.set('purpose', 'fine-tune');
  form.set('file', new Blob([chatFile(40, name)]), 'a.jsonl');
  const headers = { authorization: `Bearer ${stage.key}` };
  const sent = await fetch(`${stage.url}/v1/files`, { method: 'POST', headers, body: form });
  const files = { train: ((await sent.json()) as { id: string }).id };
  const { id } = await call('POST', '/datasets', { name });
  return (await call('POST', `/datasets/${id}/versions`, { files, license: 'our-tickets' })).id;
}
const plan = (data: string) => {
  const train = { name: 'train', kind: 'finetune', base_model: base, dataset_version: data };
  const merge = { name: 'merge', kind: 'merge', adapter: { job: 'train' } };
  const quantize = { name: 'q', kind: 'quantize', model: { job: 'merge' } };
  const check = { name: 'check', kind: 'evaluate', model: { job: 'merge' }, dataset_version: data };
  return { jobs: [train, merge, quantize, { ...check, split: 'train' }] };
};

it('an estimate asks about one license once, by what was declared, however many jobs ask it', async () => {
  const data = await aDataset('asked-once');
  const { questions } = await call('POST', '/estimates', plan(data));
  expect(questions).toEqual([
    expect.objectContaining({
      ...{ code: 'LICENSE_UNKNOWN', node: data, declared: 'our-tickets' },
      what: 'The license ‘our-tickets’ that was declared is not known',
    }),
  ]);
});

it('a review says as what it is published, what runs on its data and which others ask the same', async () => {
  const data = await aDataset('tickets');
  const [before] = (await call('GET', `/reviews?subject=${data}`)).data;
  expect(before).toMatchObject({ settles: [], blast_radius: { pipelines: 0, jobs: 0 } });
  const made = await call('POST', '/pipelines', { ...plan(data), publish: { model: 'intent-bot' } });
  expect(made.error).toBeUndefined();
  const { data: open } = await call('GET', '/reviews?state=open');
  const ours = open.filter((one: any) => one.findings.some(({ node }: any) => node === data));
  const [first, ...others] = ours;
  expect(first.id).toBe(before.id);
  expect(others.map(({ subject }: any) => [subject.type, subject.published_as])).toEqual([
    ['training', 'intent-bot'],
    ['evaluation', 'intent-bot'],
  ]);
  expect(first.settles).toEqual(others.map(({ id }: any) => id));
  for (const one of ours) expect(one.blast_radius).toMatchObject({ pipelines: 1, jobs: 4 });
  expect((await call('GET', `/reviews/${first.id}/file`)).findings[0].what).toMatch(/‘our-tickets’/);
});
