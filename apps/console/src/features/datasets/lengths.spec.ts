import { describe, expect, it } from '@jest/globals';
import { cutShare, exactCuts, exactPercent, nearestCut } from './lengths.js';

const BINS = [
  { from: 10, to: 20, rows: 90 },
  { from: 20, to: 30, rows: 6 },
  { from: 30, to: 40, rows: 4 },
];

describe('where rows are cut', () => {
  it('tells exactly at the last length of a bin', () => {
    expect(exactCuts(BINS)).toEqual([19, 29, 39]);
    expect(exactCuts(BINS).map((cut) => cutShare(BINS, cut))).toEqual([0.1, 0.04, 0]);
  });
  it('moves what an address asks for to the nearest of them', () => {
    expect([1, 23, 26, 4_000].map((wanted) => nearestCut(BINS, wanted))).toEqual([19, 19, 29, 39]);
  });
  it('has no division by nothing', () => {
    expect(cutShare([], 5)).toBe(0);
    expect(nearestCut([], 5)).toBe(0);
  });
  it('does not round some to none or to all', () => {
    expect([0, 0.00001, 0.041, 0.99999, 1].map(exactPercent)).toEqual([
      '0 %',
      '0.1 %',
      '4.1 %',
      '99.9 %',
      '100 %',
    ]);
  });
});
