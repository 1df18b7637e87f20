import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CliBench } from '../../../test/support/cli-run.js';
import { addRecallCommands } from './recall.js';

const recall = (id: string, state: string, counts: Record<string, number>) => ({
  ...{ id, state, counts, subject: { kind: 'base_model', id: 'smollm2' }, reason: 'withdrawn' },
});
let data: object[] = [];
const bench = new CliBench(() => ({ body: { object: 'list', data, has_more: false } }));
const recalls = (...more: string[]) => bench.run(addRecallCommands, ['recalls', ...more]);
beforeAll(() => bench.open());
afterAll(() => bench.close());

it('says how much came of each recall', async () => {
  data = [
    recall('rcl_3', 'executed', { model_versions: 2, files: 0, deployments: 1 }),
    recall('rcl_2', 'scanning', { files: 0 }),
    recall('rcl_1', 'executed', { files: 0 }),
  ];
  const lines = (await recalls()).out.trim().split('\n');
  expect(lines.map((line) => line.split(/ {2,}/)[3])).toEqual([
    ...['REACHES', 'model versions 2, deployments 1', '-', 'nothing'],
  ]);
});

it('says that there is none', async () => {
  data = [];
  expect(await recalls()).toMatchObject({ code: 0, out: '', err: 'no recall yet\n' });
  expect(JSON.parse((await recalls('--json')).out)).toMatchObject({ data: [] });
});
