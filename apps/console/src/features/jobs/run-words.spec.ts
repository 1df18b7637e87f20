import { describe, expect, it } from '@jest/globals';
import { atLeast } from './log-levels.js';
import { seriesOf } from './points.js';
import { restartsOf } from './restarts.js';
import { purposeOf, usedData } from './used-data.js';

describe('restarts', () => {
  const attempt = (number: number, of: object) => ({ number, reason: null, message: null, ...of }) as never;
  const attempts = [
    attempt(1, { reason: 'out_of_memory', started_at: 100, resumed_from_step: null }),
    attempt(2, { reason: 'paused', started_at: 200, resumed_from_step: null }),
    attempt(3, { started_at: 300, resumed_from_step: 1200 }),
  ];
  it('stand where the later attempt went on, with why there was one', () => {
    expect(restartsOf(attempts, false)).toEqual([
      { x: 0, text: 'restarted (attempt 2)', words: 'Attempt 2 went on from the beginning: out of memory' },
      { x: 1200, text: 'resumed (attempt 3)', words: 'Attempt 3 went on from step 1,200: after a pause' },
    ]);
    expect(restartsOf(attempts, true).map(({ x }) => x)).toEqual([200, 300]);
    expect(restartsOf([...attempts, attempt(4, { started_at: null })], true)).toHaveLength(2);
  });
});

describe('the levels of what was printed', () => {
  const lines = [
    ...['step 1', 'UserWarning: slow', '  warnings.warn(', 'INFO error_rate 0', 'Traceback (most recent call last):'],
    ...['  File "x.py", line 1', 'torch.OutOfMemoryError: no room', 'bye', 'ERROR root: x', 'warning: y'],
  ]; // prettier-ignore
  it('are told by its words, and what is indented behind a line belongs to it', () => {
    expect(atLeast(lines, 'error')).toEqual([4, 5, 6, 8]);
    expect(atLeast(lines, 'warn')).toEqual([1, 2, 4, 5, 6, 8]);
    expect(atLeast([], 'warn')).toEqual([]);
  });
});

describe('the data of a job', () => {
  const id = (letter: string) => `dsv_${letter.repeat(26)}`;
  it('are the versions that its settings name, with what for', () => {
    const spec = {
      ...{ dataset_version: id('a'), split: 'test', note: id('b').slice(1) },
      lm_eval: { fewshot_config: { dataset_version: id('b'), split: 'train' } },
      inputs: { rows: { dataset_version: id('c'), split: 'validation' } },
    };
    const found = usedData(spec);
    expect(found.map(({ version, split }) => [version.at(-1), split])).toEqual([
      ...[['a', 'test'], ['b', 'train'], ['c', 'validation']], // prettier-ignore
    ]);
    expect(found.map((one) => purposeOf('evaluate', one))).toEqual([
      ...['Asked the test rows of', 'Examples from', 'Read as rows'],
    ]);
    expect(purposeOf('finetune', { as: 'dataset_version', split: null })).toBe('Trained on');
    expect(usedData({ params: { steps: 4 } })).toEqual([]);
  });
});

describe('a thinned curve', () => {
  it('keeps the extremes of what each point stands for', () => {
    const points = [
      { key: 'a', step: 10, value: 2, min: 1, max: 9, at: 100 },
      { key: 'a', step: 11, value: 3, at: 101 },
    ];
    expect(seriesOf(points, false).get('a')).toEqual({
      ...{ name: 'a', x: [10, 11], y: [2, 3], low: [1, 3], high: [9, 3] },
    });
  });
});
