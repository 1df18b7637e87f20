import { describe, expect, it } from '@jest/globals';
import { comparePairs } from '#kernel/paired.js';
import { verdictOf } from './compare-report.js';

describe('the verdict on a model that was moved', () => {
  it.each([
    [{ newOnly: 20, oldOnly: 0 }, /^The new model is better on these rows\.$/],
    [{ newOnly: 0, oldOnly: 20 }, /^The new model is worse on these rows\.$/],
    [{ newOnly: 1, oldOnly: 1 }, /^9 rows do not tell them apart/],
    [
      { newOnly: 5, oldOnly: 0 },
      /^The new model is probably better on these rows: with 12 of them the exact test does not settle it \(p 0\.0625\)\.$/,
    ],
  ])('says of %j no more than the rows do', (flips, said) => {
    expect(verdictOf(comparePairs({ both: 6, neither: 1, ...flips }))).toMatch(said);
  });
});
