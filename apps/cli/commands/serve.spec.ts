import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { CliBench } from '../../../test/support/cli-run.js';
import { addServeCommands } from './serve.js';

const promotion = { id: 'prm_1', object: 'promotion', alias: 'production', gates: [] };
let polls = 0;
const bench = new CliBench(({ method }) => {
  if (method === 'POST') return { body: { ...promotion, state: 'running' } };
  polls += 1;
  return polls === 1 ? { body: '{"id":', cut: true } : { body: { ...promotion, state: 'succeeded' } };
});
const promote = (...more: string[]) =>
  bench.run(addServeCommands, ['promote', 'support', '--to', 'production', ...more]);
beforeAll(() => bench.open());
beforeEach(() => void (bench.asked.length = 0));
afterAll(() => bench.close());

it.each([
  ['--max-kl', '0,05', '0,05'],
  ['--max-kl', '', ''],
  ['--min-score', 'high', 'high'],
  ['--max-quantization-drop', '5%', '5%'],
  ['--max-task-drop', 'NaN', 'NaN'],
  ['--min-refusal-rate', 'Infinity', 'Infinity'],
  ['--max-false-refusal-rate', '0.1.', '0.1.'],
  ['--max-perplexity', 'many', 'many'],
  ['--max-regression', '0,02', '0,02'],
  ['--max-regression', 'exact_match=0,02', ''],
  ['--max-regression', 'exact_match=', ''],
])('asks for no promotion where a limit is no number: %s %s', async (option, value, said) => {
  const message = `${option} is no number: ${said}`;
  expect(await promote(option, value)).toMatchObject({ code: 2, message: expect.stringContaining(message) });
  expect(bench.asked).toEqual([]);
});

it('sends the limits as numbers', async () => {
  const lost = ['--max-regression', 'exact_match=0.02,refusal_rate=.05'];
  expect(await promote('--max-kl', '0.05', '--min-score', '0', ...lost)).toMatchObject({ code: 0 });
  expect(bench.asked[0]!.body).toEqual({
    ...{ model: 'support', alias: 'production', max_kl: 0.05, min_score: 0 },
    max_regression: { exact_match: 0.02, refusal_rate: 0.05 },
  });
});

it('goes on waiting where the connection is lost on the way', async () => {
  expect(await promote('--wait')).toMatchObject({ code: 0, out: expect.stringContaining('prm_1 succeeded') });
  expect(polls).toBe(2);
});
