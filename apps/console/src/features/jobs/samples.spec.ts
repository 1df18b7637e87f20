import { describe, expect, it } from '@jest/globals';
import { rowsAt, type Sample, stepsOf, whyNoSamples } from './samples-rows.js';
import { wordDiff } from './word-diff.js';

const marked = (before: string, after: string) => {
  const show = (spans: { text: string; differs: boolean }[]) =>
    spans.map(({ text, differs }) => (differs ? `[${text}]` : text)).join('');
  const diff = wordDiff(before, after);
  return [show(diff.before), show(diff.after)];
};

describe('two answers, word by word', () => {
  it.each([
    ['a b c', 'a b c', 'a b c', 'a b c'],
    ['a b c', 'a x c', 'a [b ]c', 'a [x ]c'],
    ['', 'a b', '', '[a b]'],
    ['a b', '', '[a b]', ''],
    ['card lost', 'your card was lost', 'card lost', '[your ]card [was ]lost'],
    ['one two three four', 'four three two one', '[one two three ]four', 'four [three two one]'],
    ['x\n\ny', 'x y', 'x\n\ny', 'x y'],
  ])('%j, %j', (before, after, left, right) => expect(marked(before, after)).toEqual([left, right]));

  it('loses nothing of either, however long and however different', () => {
    const long = (from: number) => Array.from({ length: 2000 }, (_, i) => `${from + i * 2}`).join(' ');
    for (const [a, b] of [
      [long(0), long(1)],
      [`  ${long(0)} end`, `start ${long(0)}`],
    ] as const) {
      const diff = wordDiff(a, b);
      expect(diff.before.map(({ text }) => text).join('')).toBe(a);
      expect(diff.after.map(({ text }) => text).join('')).toBe(b);
    }
  });
});

describe('the samples of a run', () => {
  const sample = (step: number, index: number) =>
    ({ step, index, prompt: `p${index}`, text: `${step}/${index}` }) as Sample;
  const all = [sample(20, 1), sample(3, 0), sample(3, 1), sample(20, 0), sample(100, 0)];

  it('are prompts beside the checkpoint before', () => {
    expect(stepsOf(all)).toEqual([3, 20, 100]);
    const texts = (step: number) =>
      rowsAt(all, step).map(({ prompt, now, before }) => [prompt, now?.text, before?.text]);
    expect(texts(3)).toEqual([
      ['p0', '3/0', undefined],
      ['p1', '3/1', undefined],
    ]);
    expect(texts(100)).toEqual([
      ['p0', '100/0', '20/0'],
      ['p1', undefined, '20/1'],
    ]);
  });

  it('or why there are none', () => {
    const job = { kind: 'finetune', state: 'running', spec: { samples: {} }, reused_from: null } as const;
    expect(whyNoSamples({ ...job, kind: 'merge' })).toMatch(/Only a training/);
    expect(whyNoSamples({ ...job, spec: {} })).toMatch(/not asked/);
    expect(whyNoSamples(job)).toMatch(/first checkpoint/);
    expect(whyNoSamples({ ...job, state: 'succeeded', reused_from: 'job_9' })).toMatch(/job_9/);
    expect(whyNoSamples({ ...job, state: 'failed' })).toMatch(/ended before/);
  });
});
