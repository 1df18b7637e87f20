import { describe, expect, it } from '@jest/globals';
import { bytesVerdict, lossOf, nameOf } from './forms.js';

describe('what quantisation cost', () => {
  it('is told by what was measured, and by nothing else', () => {
    const metrics = {
      perplexity: 12.34567,
      parent_perplexity: 12,
      kl_divergence: 0.031,
      top1_agreement: 0.97,
    };
    const loss = { evaluation: 'eval_1', dataset_version: 'dsv_1', metrics };
    expect(lossOf({ loss })).toEqual(['perplexity 12.35 (12 before)', 'KL 0.031', 'top-1 97 %']);
    expect(lossOf({ loss: { ...loss, metrics: { kl_divergence: 0, perplexity: null } } })).toEqual(['KL 0']);
    expect(lossOf({ loss: null })).toBeNull();
  });
});

describe('the name of a form', () => {
  it('is its role with the type that its job named, or what it is', () => {
    expect(nameOf({ role: 'gguf', kind: 'gguf', type: 'q8_0' })).toBe('gguf q8_0');
    expect(nameOf({ role: null, kind: 'gguf_adapter', type: null })).toBe('gguf adapter');
  });
});

describe('whether the bytes were verified', () => {
  const gate = (status: 'passed' | 'unmet' | 'skipped') => ({
    ...{ name: 'signature', kind: 'signature', status, reason: '', fix: null, evidence: {} },
  });
  const promotion = (version: string, created_at: number, gates: ReturnType<typeof gate>[]) => ({
    ...{ version, created_at, gates },
  });
  it('is what the newest promotion that asked says', () => {
    const all = [
      promotion('mv_2', 9, [gate('unmet')]),
      promotion('mv_1', 8, []),
      promotion('mv_1', 7, [gate('skipped')]),
      promotion('mv_1', 6, [gate('passed')]),
      promotion('mv_1', 5, [gate('unmet')]),
    ];
    expect(bytesVerdict('mv_1', all)).toEqual({ words: 'verified', tone: 'good', at: 6 });
    expect(bytesVerdict('mv_2', all)).toMatchObject({ words: 'does not hold', tone: 'bad' });
    expect(bytesVerdict('mv_3', all)).toBeNull();
    expect(bytesVerdict('mv_1', [])).toBeNull();
  });
});
