import { describe, expect, it } from '@jest/globals';
import { actionOf, changesOf, exactly, restOf, summaryOf, targetOf } from './words.js';

describe('an audit event in words', () => {
  it('reads as a noun and what happened', () =>
    expect(actionOf('review.waiver_proposed')).toBe('review: waiver proposed'));

  it('shows what was before and after, and only what differs', () => {
    const facts = { before: { a: 1, b: 2 }, after: { a: 1, b: 3, c: [4] }, member: 'mem_1' };
    expect(changesOf({ facts })).toEqual([
      { name: 'b', before: 2, after: 3 },
      { name: 'c', before: undefined, after: [4] },
    ]);
    expect(restOf({ facts })).toEqual([['member', 'mem_1']]);
  });

  it('takes an alias that moved from nothing for a change', () => {
    const facts = { alias: 'production', from: null, to: 'mv_2' };
    expect(changesOf({ facts })).toEqual([{ name: 'production', before: null, after: 'mv_2' }]);
    expect(summaryOf({ facts })).toBe('production: — → mv_2, alias production');
    expect(changesOf({ facts: {} })).toEqual([]);
  });

  it('takes what only looks the same in a line for a change', () => {
    const [before, after] = [
      { a: [], b: null, c: [1, 2], d: { pre_prod: 1 }, e: 1 },
      { a: {}, c: '1, 2', d: { pre_prod: 1 }, e: '1' },
    ];
    expect(changesOf({ facts: { before, after } }).map(({ name }) => name)).toEqual(['a', 'b', 'c', 'e']);
    expect(exactly({ pre_prod: 0.02 })).toContain('"pre_prod": 0.02');
    const values = [undefined, null, 'null', '', '—', ' ', [], {}, [1, 2], '1, 2', '[]', 1, '1'];
    expect(new Set(values.map(exactly)).size).toBe(values.length);
    expect(exactly('production')).toBe('production');
  });

  it('is told in a line without what says nothing, and with ids cut', () => {
    const id = `job_${'0'.repeat(20)}3k9f2a`;
    const facts = {
      kind: 'import',
      needs: [],
      decision: null,
      source: { repo: 'acme/x' },
      sha256: 'ab'.repeat(32),
      job: id,
    };
    expect(summaryOf({ facts })).toBe(
      'kind import, source repo: acme/x, sha256 abababababab…, job job_…3k9f2a',
    );
    expect(targetOf({ target: { type: 'job', id }, facts })).toBe('import job_…3k9f2a');
    expect(targetOf({ target: { type: 'job', id }, facts: {} })).toBe('job_…3k9f2a');
    expect(targetOf({ target: { type: 'file', id: 'file-1' }, facts: {} })).toBeUndefined();
  });
});
