import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  comparePairs,
  countPairs,
  exactMcNemar,
  pairedBootstrap,
  rowsToRuleOut,
  standingOf,
  wilson,
} from './paired.js';

/** The same numbers every time. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('the paired comparison', () => {
  it('agrees with the published figures: Newcombe 1998 II, method 10; McNemar by the binomial tail', () => {
    const { low, high, difference } = comparePairs({ both: 36, newOnly: 12, oldOnly: 2, neither: 0 });
    expect([difference, low, high]).toEqual([
      expect.closeTo(0.2, 6),
      expect.closeTo(0.0569, 4),
      expect.closeTo(0.3404, 4),
    ]);
    expect(exactMcNemar(12, 2)).toBeCloseTo((2 * (1 + 14 + 91)) / 2 ** 14, 10);
    expect(exactMcNemar(0, 0)).toBe(1);
    expect(exactMcNemar(5, 5)).toBe(1);
    expect(exactMcNemar(2000, 1000)).toBeLessThan(1e-70);
    expect(wilson(81, 263)).toEqual({ low: expect.closeTo(0.2553, 4), high: expect.closeTo(0.3662, 4) });
  });

  it('holds the true difference about 95 times of 100, for few rows and shares near 1', () => {
    const next = random(7);
    for (const [rows, p] of [
      [30, [0.6, 0.2, 0.1, 0.1]],
      [100, [0.9, 0.05, 0.03, 0.02]],
    ] as const) {
      let held = 0;
      const rounds = 3000;
      for (let round = 0; round < rounds; round += 1) {
        const counts = [0, 0, 0, 0];
        for (let row = 0; row < rows; row += 1) {
          const at = next();
          counts[at < p[0] ? 0 : at < p[0] + p[1] ? 1 : at < p[0] + p[1] + p[2] ? 2 : 3]! += 1;
        }
        const [both, newOnly, oldOnly, neither] = counts as [number, number, number, number];
        const { low, high } = comparePairs({ both, newOnly, oldOnly, neither });
        if (low <= p[1] - p[2] && p[1] - p[2] <= high) held += 1;
      }
      expect(held / rounds).toBeGreaterThan(0.93);
      expect(held / rounds).toBeLessThan(0.985);
    }
  });

  it('turns about when the models change places, and never leaves its bounds', () => {
    const next = random(11);
    for (let round = 0; round < 500; round += 1) {
      const [both, newOnly, oldOnly, neither] = Array.from({ length: 4 }, () => Math.floor(next() * 9)) as [
        number,
        number,
        number,
        number,
      ];
      if (both + newOnly + oldOnly + neither === 0) continue;
      const one = comparePairs({ both, newOnly, oldOnly, neither });
      const other = comparePairs({ both, newOnly: oldOnly, oldOnly: newOnly, neither });
      expect([other.low, other.high]).toEqual([expect.closeTo(-one.high, 9), expect.closeTo(-one.low, 9)]);
      expect(one.low).toBeGreaterThanOrEqual(-1);
      expect(one.low).toBeLessThanOrEqual(one.difference);
      expect(one.high).toBeGreaterThanOrEqual(one.difference);
      expect(one.p).toBe(other.p);
    }
  });

  it('counts rows by who was right, and needs one', () => {
    const right = [
      [true, true],
      [true, false],
      [false, true],
      [false, true],
      [false, false],
    ].map(([old, now]) => ({ old: old!, new: now! }));
    expect(countPairs(right)).toEqual({ both: 1, oldOnly: 1, newOnly: 2, neither: 1 });
    expect(() => comparePairs({ both: 0, newOnly: 0, oldOnly: 0, neither: 0 })).toThrow(RangeError);
  });
});

describe('where two models stand', () => {
  const of = (newOnly: number, oldOnly: number) =>
    standingOf(comparePairs({ both: 6, newOnly, oldOnly, neither: 1 }));

  it('is certain only where interval and exact test both leave chance out', () => {
    expect([of(5, 0), of(0, 5)]).toEqual(['probably better', 'probably worse']);
    expect([of(8, 0), of(0, 8)]).toEqual(['better', 'worse']);
    expect([of(0, 0), of(2, 1)]).toEqual([null, null]);
  });

  it('turns round with the two', () => {
    const turned = { better: 'worse', 'probably better': 'probably worse' } as Record<string, string>;
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), (more, less) => {
        fc.pre(more > less);
        const standing = of(more, less);
        expect(of(less, more)).toBe(standing && turned[standing]);
      }),
    );
  });
});

describe("McNemar's exact test", () => {
  /** By counting every way that a fair coin can fall. */
  const byCounting = (a: number, b: number) => {
    let asFar = 0;
    for (let ways = 0; ways < 2 ** (a + b); ways += 1) {
      const heads = ways.toString(2).replaceAll('0', '').length;
      if (Math.abs(2 * heads - (a + b)) >= Math.abs(a - b)) asFar += 1;
    }
    return asFar / 2 ** (a + b);
  };

  it('is the share of all coin throws that part the models as far or farther', () => {
    const few = fc.nat({ max: 6 });
    fc.assert(
      fc.property(few, few, (a, b) => expect(exactMcNemar(a, b)).toBeCloseTo(byCounting(a, b), 10)),
      { numRuns: 60 },
    );
  });
});

describe('the paired bootstrap', () => {
  const scores = fc.array(fc.constantFrom(-1, -0.5, -0.25, 0, 0.25, 0.5, 1), { minLength: 1, maxLength: 30 });

  it('agrees with every resample there is, where they can be counted', () => {
    const three = fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(three, fc.integer(), (rows, seed) => {
        const means = rows.flatMap((a) => rows.flatMap((b) => rows.map((c) => (a + b + c) / 3)));
        const { low, high } = pairedBootstrap(rows, seed);
        // 1 of the 27 has a share of 3.7 %, more than the 2.5 % cut off at each end
        expect(low).toBeCloseTo(Math.min(...means), 9);
        expect(high).toBeCloseTo(Math.max(...means), 9);
      }),
      { numRuns: 8 },
    );
  });

  it('says the same for the same seed, turns about with the models, and holds what was seen', () => {
    fc.assert(
      fc.property(scores, (rows) => {
        const one = pairedBootstrap(rows);
        expect(pairedBootstrap(rows)).toEqual(one);
        const other = pairedBootstrap(rows.map((row) => -row));
        expect([other.low, other.high]).toEqual([expect.closeTo(-one.high, 9), expect.closeTo(-one.low, 9)]);
        expect(one.low).toBeLessThanOrEqual(one.difference);
        expect(one.high).toBeGreaterThanOrEqual(one.difference);
      }),
      { numRuns: 8 },
    );
    expect(() => pairedBootstrap([])).toThrow(RangeError);
  });

  it('is the normal interval beyond 2000 rows', () => {
    const many = Array.from({ length: 3000 }, (_, row) => row % 2);
    const { method, low, high } = pairedBootstrap(many);
    const half = (1.96 * 0.5) / Math.sqrt(3000);
    expect([method, low, high]).toEqual([
      'normal',
      expect.closeTo(0.5 - half, 4),
      expect.closeTo(0.5 + half, 4),
    ]);
  });
});

describe('the rows that a margin needs', () => {
  it('are enough by their own interval, and half of them are not', () => {
    const count = fc.nat({ max: 40 });
    fc.assert(
      fc.property(
        count,
        count,
        count,
        count,
        fc.constantFrom(0.01, 0.05, 0.2),
        (both, newOnly, oldOnly, neither, margin) => {
          const rows = both + newOnly + oldOnly + neither;
          if (rows === 0) return;
          const pairs = { both, newOnly, oldOnly, neither };
          const needed = rowsToRuleOut(pairs, margin);
          if (needed === null) return expect(comparePairs(pairs).difference).toBeLessThanOrEqual(-margin);
          if (needed > 100_000) return; // the exact test of so many rows takes long
          const of = (times: number) =>
            comparePairs({
              both: both * times,
              newOnly: newOnly * times,
              oldOnly: oldOnly * times,
              neither: neither * times,
            });
          expect(of(needed / rows).low).toBeGreaterThanOrEqual(-margin);
          if (needed > rows) expect(of(needed / rows / 2).low).toBeLessThan(-margin);
        },
      ),
    );
    expect(rowsToRuleOut({ both: 90, newOnly: 0, oldOnly: 10, neither: 0 }, 0.05)).toBeNull();
    expect(rowsToRuleOut({ both: 90, newOnly: 0, oldOnly: 0, neither: 6 }, 0.05)).toBeGreaterThanOrEqual(96);
  });
});
