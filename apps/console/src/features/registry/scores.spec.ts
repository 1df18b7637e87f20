import { expect, it } from '@jest/globals';
import { isScoreAwaited, scoreOf } from './scores.js';

const one = (subject: string, value: number, of: object = {}) => ({
  ...{
    id: 'eval_1',
    name: 'score',
    task: 'exact_match',
    split: 'test' as const,
    state: 'succeeded',
    subject,
  },
  ...{ metrics: { exact_match: value } },
  ...of,
});
const version = { artifacts: { adapter: 'a', gguf: 'g' } };

it('is the newest of the form that is served, else of another; a parity is no score', () => {
  const all = [one('a', 0.9), one('g', 0.1, { task: 'parity' }), one('g', 0.7), one('g', 0.2)];
  expect(scoreOf(version, all)).toEqual({
    metric: 'exact_match',
    value: 0.7,
    form: 'gguf',
    words: 'score of the gguf, on test',
  });
  expect(scoreOf(version, [one('a', 0.9)])?.value).toBe(0.9);
  expect(scoreOf(version, [one('x', 0.9), one('g', 0.5, { state: 'failed' })])).toBeNull();
});

it('is awaited of a new version that has none', () => {
  const made = { ...version, created_at: 1_000 };
  expect(isScoreAwaited([made], [], 1_060)).toBe(true);
  expect(isScoreAwaited([made], [one('g', 0.7)], 1_060)).toBe(false);
  expect(isScoreAwaited([made], [], 1_000_000)).toBe(false);
});
