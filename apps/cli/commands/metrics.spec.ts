import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CliBench } from '../../../test/support/cli-run.js';
import { addMetricsCommand } from './metrics.js';

const points = [1, 2, 3].map((step) => ({ key: 'train_loss', step, value: 1 / step }));
const bench = new CliBench(({ path, query }) => {
  if (path === '/v1/jobs/job_1') return { body: { id: 'job_1', kind: 'finetune', state: 'succeeded' } };
  const data = points.filter(({ step }) => step >= Number(query.get('from_step') ?? 0));
  return { body: { object: 'list', data, points: data.length, thinned: false } };
});
const metrics = (...more: string[]) => bench.run(addMetricsCommand, ['metrics', 'job_1', ...more]);
beforeAll(() => bench.open());
afterAll(() => bench.close());

it('tells nothing, and fails at nothing, where no point lies between the steps', async () => {
  const said = await metrics('--key', 'train_loss', '--from', '1000');
  expect(said).toMatchObject({ code: 0, out: '', err: 'job_1 has told none between these steps.\n' });
  const json = await metrics('--key', 'valid_loss', '--from', '1000', '--json');
  expect([json.code, JSON.parse(json.out).data]).toEqual([0, []]);
});

it('refuses a name that is missing beside others', async () => {
  const said = await metrics('--key', 'valid_loss');
  expect(said).toMatchObject({ code: 5, message: "nothing is told under 'valid_loss'" });
  expect((await metrics('--key', 'train_loss')).out).toMatch(/^STEP +TRAIN_LOSS/);
});
