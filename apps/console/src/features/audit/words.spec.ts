import { describe, expect, it } from '@jest/globals';
import { actionOf, changesOf, restOf, summaryOf } from './words.js';

describe('an audit event in words', () => {
  it('reads as a noun and what happened', () =>
    expect(actionOf('review.waiver_proposed')).toBe('review: waiver proposed'));

  it('shows what was before and after, and only what differs', () => {
    const facts = { before: { a: 1, b: 2 }, after: { a: 1, b: 3, c: [4] }, member: 'mem_1' };
    expect(changesOf({ facts })).toEqual([
      { name: 'b', before: '2', after: '3' },
      { name: 'c', before: '—', after: '[4]' },
    ]);
    expect(restOf({ facts })).toEqual([['member', 'mem_1']]);
  });

  it('takes an alias that moved from nothing for a change', () => {
    const facts = { alias: 'production', from: null, to: 'mv_2' };
    expect(changesOf({ facts })).toEqual([{ name: 'production', before: '—', after: 'mv_2' }]);
    expect(summaryOf({ facts })).toBe('production: — → mv_2, alias production');
    expect(changesOf({ facts: {} })).toEqual([]);
  });
});
