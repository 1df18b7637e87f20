import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  BUCKET_RATIO,
  boundOf,
  bucketOf,
  count,
  type Histogram,
  merged,
  quantile,
  totalOf,
} from './histogram.js';

const histogramOf = (all: readonly number[]): Histogram => {
  const histogram: Histogram = {};
  for (const ms of all) count(histogram, ms);
  return histogram;
};
const duration = fc.double({ min: 1, max: 1_000_000, noNaN: true });
const durations = fc.array(duration, { minLength: 1, maxLength: 200 });
const share = fc.double({ min: 0.001, max: 1, noNaN: true });
const sorted = (all: readonly number[]) => all.toSorted((a, b) => a - b);

describe('durations in buckets', () => {
  it('lie between the bounds of their bucket', () => {
    fc.assert(
      fc.property(duration, (ms) => {
        const bucket = bucketOf(ms);
        expect(ms).toBeLessThanOrEqual(boundOf(bucket));
        if (bucket > 0) expect(ms).toBeGreaterThan(boundOf(bucket - 1));
      }),
    );
  });

  it.each([
    ['nothing at all', 0, 0],
    ['a clock that went back', -5, 0],
    ['a millisecond', 1, 0],
    ['a bound itself', 1_000, 60],
    ['the last bound', 1_000_000, 120],
    ['more than that', 1_000_001, 121],
    ['a day', 86_400_000, 121],
  ])('%s has its place', (_, ms, bucket) => {
    expect(bucketOf(ms)).toBe(bucket);
  });

  it('are the same counted by one or by many, in any order', () => {
    fc.assert(
      fc.property(fc.array(durations, { minLength: 1, maxLength: 6 }), (parts) => {
        const whole = histogramOf(parts.flat());
        expect(merged(parts.map(histogramOf))).toEqual(whole);
        expect(merged(parts.toReversed().map(histogramOf))).toEqual(whole);
        expect(totalOf(whole)).toBe(parts.flat().length);
      }),
    );
  });

  it('are left as they were where they are merged', () => {
    const [one, other] = [histogramOf([5]), histogramOf([5, 7])];
    merged([one, other]);
    expect([totalOf(one), totalOf(other)]).toEqual([1, 2]);
  });
});

describe('a quantile', () => {
  it('is no further than a bucket from the true one', () => {
    fc.assert(
      fc.property(durations, share, (all, part) => {
        const told = quantile(histogramOf(all), part)!;
        const truly = sorted(all)[Math.max(1, Math.ceil(part * all.length)) - 1]!;
        expect(bucketOf(told)).toBe(bucketOf(truly));
        expect(Math.max(told / truly, truly / told)).toBeLessThanOrEqual(BUCKET_RATIO * 1.000001);
      }),
    );
  });

  it('never falls as the share rises', () => {
    fc.assert(
      fc.property(durations, share, share, (all, a, b) => {
        const histogram = histogramOf(all);
        const [low, high] = sorted([a, b]);
        expect(quantile(histogram, low!)!).toBeLessThanOrEqual(quantile(histogram, high!)!);
      }),
    );
  });

  it('of nothing is nothing, and of what took too long is the last bound', () => {
    expect(quantile({}, 0.5)).toBeNull();
    expect(quantile(histogramOf([5_000_000]), 0.95)).toBe(1_000_000);
  });
});
