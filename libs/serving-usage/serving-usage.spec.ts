import { describe, expect, it } from '@jest/globals';
import { compareWith, figuresOf, type ServedTotals } from './serving-usage.js';

const totals: ServedTotals = {
  ...{ requests: 10, uncounted: 1, promptTokens: 6_000, outputTokens: 4_000 },
  ...{ busySeconds: 100, upSeconds: 3_600, measuredJoules: 7_200, modelledJoules: 0 },
  ...{ unmeteredCpuSeconds: 0, unknownSeconds: 0, sources: ['CPU: rapl'] },
};
const rates = { hourPrice: 0.5, currency: 'EUR', kgCo2ePerKwh: 0.4 };
const none = { hourPrice: null, currency: null, kgCo2ePerKwh: null };

describe('what serving took', () => {
  it('is told by 1,000 tokens, by the time it was up and by the time it was busy', () => {
    expect(figuresOf(totals, rates)).toMatchObject({
      ...{ watt_hours: 2, basis: 'measured', watt_hours_per_1k_tokens: 0.2, tokens_per_busy_second: 100 },
      ...{ kg_co2e: 0.0008, kg_co2e_per_1k_tokens: 0.00008, source: 'CPU: rapl' },
      cost: { up: 0.5, per_1k_tokens: 0.05, busy: 0.0138888889, per_1k_tokens_busy: 0.00138888889 },
    });
  });

  it.each([
    ['counted and modelled hours', { modelledJoules: 3_600 }, 'mixed', 3],
    ['hours that nobody metered', { measuredJoules: 0, unmeteredCpuSeconds: 360 }, 'modelled', 1],
    ['a GPU without counter', { unknownSeconds: 5 }, null, null],
    ['nothing', { measuredJoules: 0, promptTokens: 0, outputTokens: 0 }, null, null],
  ])('marks %s', (_, over, basis, watt_hours) => {
    expect(figuresOf({ ...totals, ...over }, rates)).toMatchObject({ basis, watt_hours });
  });

  it('divides by no tokens, and has no carbon or cost that nobody stated', () => {
    const empty = { ...totals, promptTokens: 0, outputTokens: 0, busySeconds: 0 };
    expect(figuresOf(empty, rates)).toMatchObject({
      ...{ watt_hours_per_1k_tokens: null, tokens_per_busy_second: null, kg_co2e_per_1k_tokens: null },
      cost: { per_1k_tokens: null, per_1k_tokens_busy: null },
    });
    expect(figuresOf(totals, none)).toMatchObject({ kg_co2e: null, cost: null });
  });
});

describe('beside a price per token', () => {
  const price = { inputPer1m: 10, outputPer1m: 40 };

  it('says who is cheaper at the measured volume, and from which volume on that turns', () => {
    // 0.06 + 0.16 for 10,000 tokens: 22 a million, as mixed
    expect(compareWith(totals, price, 0.5)).toMatchObject({
      ...{ provider_cost: 0.22, own_cost: 0.5, cheaper: 'provider' },
      ...{
        measured_tokens_per_hour: 10_000,
        break_even_tokens_per_hour: 22_728,
        most_tokens_per_hour: 360_000,
      },
      reachable: true,
    });
    const busier = { ...totals, promptTokens: 60_000, outputTokens: 40_000, busySeconds: 1_000 };
    expect(compareWith(busier, price, 0.5)).toMatchObject({
      cheaper: 'own',
      own_cost: 0.5,
      provider_cost: 2.2,
    });
  });

  it('at exactly the break-even volume both cost the same', () => {
    const even = compareWith(totals, price, 0.5).break_even_tokens_per_hour!;
    const mix = totals.promptTokens / 10_000;
    const cost = (even * (mix * price.inputPer1m + (1 - mix) * price.outputPer1m)) / 1e6;
    expect(cost).toBeCloseTo(0.5, 3);
  });

  it('knows a break-even that the measured speed never reaches', () => {
    expect(compareWith(totals, price, 50)).toMatchObject({ cheaper: 'provider', reachable: false });
  });

  it('compares nothing where nothing was served or no price of an hour is known', () => {
    const empty = { ...totals, promptTokens: 0, outputTokens: 0, busySeconds: 0 };
    expect(compareWith(empty, price, 0.5)).toMatchObject({
      ...{ cheaper: null, break_even_tokens_per_hour: null, most_tokens_per_hour: null, reachable: null },
    });
    expect(compareWith(totals, price, null)).toMatchObject({
      cheaper: null,
      own_cost: null,
      provider_cost: 0.22,
    });
  });
});
