import { describe, expect, it } from '@jest/globals';
import { comparisonOf, toKnow, type Usage, usageQuery, usageRows } from './usage-words.js';

const usage = (of: Partial<Usage> = {}): Usage => ({
  ...{ object: 'serving_usage', version: 'mv_1', deployment: 'dep_1', since: null, until: null },
  ...{ requests: 12, uncounted_requests: 1, prompt_tokens: 900, output_tokens: 100, busy_seconds: 2 },
  ...{ up_seconds: 3600, tokens_per_busy_second: 500, watt_hours: 1.5, basis: 'modelled', source: 'CPU' },
  ...{ watt_hours_per_1k_tokens: 1.5, kg_co2e: null, kg_co2e_per_1k_tokens: null, cost: null },
  ...{ comparison: null, ...of },
});
const cost = { currency: 'EUR', price_per_hour: 0.08, up: 0.08, busy: 0.0001, per_1k_tokens: 0.08, per_1k_tokens_busy: 0.0001 }; // prettier-ignore
const compared = {
  ...{ input_price_per_1m: 1, output_price_per_1m: 2, provider_cost: 0.0011, own_cost: 0.08 },
  ...{ cheaper: 'provider', measured_tokens_per_hour: 1000, break_even_tokens_per_hour: 72_727 },
  ...{ most_tokens_per_hour: 1_800_000, reachable: true, assumptions: [] },
} as Usage['comparison'];

describe('the question', () => {
  it('begins with a whole hour, and names an output price only beside an input price', () => {
    expect(usageQuery({ window: 'day' }, 100 * 3600 + 59)).toEqual({ since: 76 * 3600 });
    expect(usageQuery({ out: 2 }, 0)).toEqual({});
    expect(usageQuery({ in: 1, out: 2, hour: 3 }, 0)).toEqual({
      ...{ price_in_per_1m: 1, price_out_per_1m: 2, hour_price: 3 },
    });
  });
});

describe('what serving took', () => {
  const rows = (of: Usage) => Object.fromEntries(usageRows(of));
  it('says unknown instead of nothing, and what would make it known', () => {
    expect(rows(usage())).toMatchObject({
      ...{ Requests: '12, 1 cut off', Energy: '1.5 Wh, modelled', Carbon: 'unknown' },
      ...{ 'Cost of 1,000 tokens': 'unknown' },
    });
    expect(toKnow([usage()])).toHaveLength(2);
    expect(toKnow([usage({ cost, kg_co2e: 0.1 })])).toEqual([]);
  });
  it('has money in the currency of the installation', () => {
    expect(rows(usage({ cost }))['Cost while it was up']).toBe('0.08 EUR');
  });
});

describe('beside a price per token', () => {
  it('says who is cheaper and from which volume on', () => {
    expect(comparisonOf(usage({ cost, comparison: compared })).join(' ')).toMatch(
      /0.0011 EUR .* the provider is cheaper\. From 72,727 tokens/,
    );
  });
  it('asks for the price of an hour, and compares nothing with nothing', () => {
    const none = { ...compared!, own_cost: null };
    expect(comparisonOf(usage({ comparison: none })).at(-1)).toContain('price of an hour');
    const idle = { ...compared!, cheaper: null };
    expect(comparisonOf(usage({ cost, comparison: idle })).at(-1)).toContain('Nothing was served');
    expect(comparisonOf(usage())).toEqual([]);
  });
});
