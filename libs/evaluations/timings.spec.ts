import { describe, expect, it } from '@jest/globals';
import { gpuHourPrice } from '#jobs/estimate-time.js';
import { costOfPass } from './cost.js';
import { type Timed, Timings } from './timings.js';

const line = (over: Partial<Timed>): Timed => ({
  ...{ latency_ms: 300, ttft_ms: 100, prompt_tokens: 50, cached_tokens: 0, output_tokens: 5 },
  ...over,
});
const metricsOf = (...lines: Timed[]) => {
  const timings = new Timings();
  lines.forEach((one) => timings.add(one));
  return timings.metrics();
};

describe('timings of the kept answers', () => {
  it('tell the first token, the whole, and tokens per second of reading and of writing', () => {
    const slow = line({ latency_ms: 1100, ttft_ms: 300, cached_tokens: 20, output_tokens: 11 });
    expect(metricsOf(slow, line({}))).toEqual({
      ...{ latency_p50_ms: 1100, latency_p95_ms: 1100, ttft_p50_ms: 300, ttft_p95_ms: 300 },
      ...{ output_tokens: 16, prompt_tokens: 100 },
      tokens_per_second_of_a_request: 16 / 1.4,
      prompt_tokens_per_second: (30 + 50) / 0.4,
      generation_tokens_per_second: (10 + 4) / 1,
    });
  });

  it('claim no first token that a file does not tell, and no rate of nothing', () => {
    const old: Timed = { latency_ms: 10, output_tokens: 2 };
    const bare = metricsOf(old, old);
    expect(bare).toEqual({
      ...{ latency_p50_ms: 10, latency_p95_ms: 10, output_tokens: 4, tokens_per_second_of_a_request: 200 },
    });
    expect(Object.keys(metricsOf(old, line({})))).not.toContain('ttft_p50_ms');
    expect(metricsOf(line({ output_tokens: 1, latency_ms: 100 }))).not.toHaveProperty(
      'generation_tokens_per_second',
    );
  });
});

describe('cost of the answers', () => {
  const metrics = { answering_seconds: 7200, prompt_tokens: 15_000, output_tokens: 5000 };

  it('is the price of the seconds, for 1000 tokens of both sorts and of the written ones', () => {
    expect(costOfPass(metrics, gpuHourPrice('2.50 EUR'))).toEqual({
      price_per_hour: { currency: 'EUR', units: 2, nanos: 500_000_000 },
      seconds: 7200,
      total: { currency: 'EUR', units: 5, nanos: 0 },
      per_1k_tokens: { currency: 'EUR', units: 0, nanos: 250_000_000 },
      per_1k_output_tokens: { currency: 'EUR', units: 1, nanos: 0 },
    });
  });

  it.each([
    ['a price', metrics, null],
    ['tokens', { ...metrics, output_tokens: 0 }, gpuHourPrice('1 EUR')],
    ['the time of the pass', { prompt_tokens: 1, output_tokens: 1 }, gpuHourPrice('1 EUR')],
  ])('is not told without %s', (_, of, price) => {
    expect(costOfPass(of, price)).toBeNull();
  });
});
