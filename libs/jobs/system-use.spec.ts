import { describe, expect, it } from '@jest/globals';
import { MOST_POINTS, pointsOf, spanAt } from './system-use.js';

const startedAt = new Date(1_700_000_000_000);
const reading = (second: number, values: Record<string, number>) => ({
  at: new Date(startedAt.getTime() + second * 1000),
  values,
});

describe('what a program used', () => {
  it('is points by the second since the first attempt began', () => {
    const points = pointsOf([reading(2.9, { cpu_percent: 80, 'gpu0/power_watts': 300 })], startedAt);
    expect(points).toEqual([
      { key: 'system/cpu_percent', step: 2, value: 80, at: reading(2.9, {}).at },
      { key: 'system/gpu0/power_watts', step: 2, value: 300, at: reading(2.9, {}).at },
    ]);
    expect(pointsOf([], startedAt)).toEqual([]);
  });

  it('read by a clock that went back is of its beginning', () => {
    expect(pointsOf([reading(-5, { cpu_percent: 1 })], startedAt)[0]!.step).toBe(0);
  });

  it('has as many points of each key as are kept, however long it runs', () => {
    for (const seconds of [0, 1, 1999, 2000, 3999, 4000, 86_400, 90 * 86_400, 2 ** 31 - 1])
      expect(Math.floor(seconds / spanAt(seconds)) + 1).toBeLessThanOrEqual(MOST_POINTS);
    expect([spanAt(1999), spanAt(2000), spanAt(4000)]).toEqual([1, 2, 4]);
    const hour = Array.from({ length: 1800 }, (_, i) => reading(i * 2 + 1, { cpu_percent: i }));
    const points = pointsOf(hour, startedAt);
    expect(points.every(({ step }) => step % 2 === 0)).toBe(true);
    expect(points).toHaveLength(1800);
  });

  it('thinned while it comes in is the same as thinned at once', () => {
    const all = Array.from({ length: 5000 }, (_, i) => reading(i, { cpu_percent: i }));
    const { length } = pointsOf(all, startedAt);
    expect(length).toBeLessThanOrEqual(MOST_POINTS);
    expect(pointsOf(all.slice(4990), startedAt).every(({ step }) => step % spanAt(4999) === 0)).toBe(true);
  });
});
