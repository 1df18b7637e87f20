import { describe, expect, it } from '@jest/globals';
import type { Group } from './measured.js';
import { compareSearch } from './search.js';
import { cornersOf, currencyOf, effortOf, effortWords, qualitiesOf, sharesOf, ticksOf } from './trade-off.js';

const usage = (units: number, currency = 'EUR') =>
  ({ watt_hours: 12, slot_seconds: 90, cost: { currency, units, nanos: 5e8 } }) as never;
const evaluation = (metrics: object) =>
  ({ metric: 'exact_match', metrics, intervals: { exact_match: { low: 0.1, high: 0.6 } } }) as never;
const group: Group = {
  ...{ key: 'k', task: 'exact_match', data: 'dsv_1', split: 'test', kind: 'gguf' },
  of: new Map([
    ['a', evaluation({ rows: 4, exact_match: 0.5, latency_p50_ms: 1 })],
    ['b', evaluation({ rows: 4, exact_match: 0.25, latency_p50_ms: 1 })],
  ]),
};
const runs = ['a', 'b'].map((id) => ({ id, result: { metrics: { valid_loss: 1.5 } } }) as never);

describe('what a run took', () => {
  it('is what was counted and priced, and unknown where it was not', () => {
    expect(effortOf({ usage: usage(2) }, 'cost')).toBe(2.5);
    expect(effortOf({ usage: usage(2) }, 'energy')).toBe(12);
    expect(effortOf({ usage: null }, 'time')).toBeNull();
    expect(currencyOf([{ usage: null }, { usage: usage(1, 'USD') }])).toBe('USD');
    expect([effortWords(2.5, 'cost', 'EUR'), effortWords(90, 'time', '')]).toEqual([
      '2.50 EUR',
      '1 min 30 s',
    ]);
  });
});

describe('how good a run is', () => {
  const all = qualitiesOf(runs, [group]);
  it('is what gates go by first, then the rest, then what the training told', () => {
    expect(all.map(({ name }) => name)).toEqual([
      'exact_match (exact match, test, gguf)',
      'rows (exact match, test, gguf)',
      'latency_p50_ms (exact match, test, gguf)',
      'valid_loss (of the training)',
    ]);
    const last = [{ id: 'a', result: { metrics: { train_loss: 1 } } } as never];
    expect(qualitiesOf(last, [])[0]!.name).toBe('train_loss (last step of the training)');
    expect(all[0]!.of.get('b')).toEqual({ value: 0.25, low: 0.1, high: 0.6 });
    expect(compareSearch({ effort: 'energy', tab: 'trade-off' })).toEqual({
      effort: 'energy',
      tab: 'trade-off',
    });
    expect(compareSearch({ effort: 'beauty' })).toEqual({});
  });
  it('is an axis from 0 to 1 only where every run has such a value', () => {
    expect(sharesOf(runs, all).map(({ key }) => key)).toEqual(['k exact_match']);
    expect(sharesOf([...runs, { id: 'c' }], all)).toEqual([]);
    const same = { of: new Map(['a', 'b'].map((id) => [id, { value: 0.5 }] as const)) };
    const [fixed, rule] = [
      { key: 'tolerance', name: '', ...same },
      { key: 'f1', name: '', decides: true, ...same },
    ];
    expect(sharesOf(runs, [fixed, rule]).map(({ key }) => key)).toEqual(['f1']);
  });
});

describe('axes', () => {
  it('have round numbers around all values', () => {
    expect(ticksOf([0, 3.2])).toEqual([0, 1, 2, 3, 4]);
    expect(ticksOf([0.21, 0.29])).toEqual([0.2, 0.22, 0.24, 0.26, 0.28, 0.3]);
    expect(ticksOf([5])).toEqual([2, 4, 6, 8]);
    const none = ticksOf([0, 0]);
    expect(none[0]).toBeLessThanOrEqual(0);
    expect(none.at(-1)).toBeGreaterThan(0);
  });
  it('of a radar begin at the top and go around', () => {
    const round = cornersOf([1, 0.5, 1, 0], 10).map((corner) => corner.map((one) => Math.round(one) + 0));
    expect(round).toEqual([
      ...[[0, -10], [5, 0], [0, 10], [0, 0]], // prettier-ignore
    ]);
  });
});
