import { describe, expect, it } from '@jest/globals';
import { parityCheck } from './parity-check.js';
import { isCheck } from './spec.js';

const gguf = { job: 'job_q', artifact: 'gguf' };
const of = (format: string, ...splits: string[]) =>
  parityCheck({ id: 'dsv_1', format, splits: Object.fromEntries(splits.map((one) => [one, {}])) }, gguf);

describe('the parity check of a quantisation', () => {
  it.each([
    [['train', 'validation', 'test'], 'test'],
    [['train', 'validation'], 'validation'],
    [['train'], 'train'],
  ])('takes its prompts, of %j, from %s', (splits, split) => {
    const check = of('chat', ...splits)!;
    expect(check).toMatchObject({ task: 'parity', model: gguf, split, max_rows: 4, max_new_tokens: 0 });
    expect(isCheck({ kind: check.kind, spec: check })).toBe(true);
  });

  it('is none where the rows have no prompts', () => {
    expect(of('preference', 'train')).toBeNull();
    expect(of('chat')).toBeNull();
  });
});
