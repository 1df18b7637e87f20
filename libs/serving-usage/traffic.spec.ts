import { describe, expect, it } from '@jest/globals';
import { type CountedStep, nothingCounted, seriesOf, stepOf, trafficOf } from './traffic.js';

const step = (at: number, over: Partial<CountedStep> = {}): CountedStep => ({
  at,
  ...nothingCounted(),
  ...over,
});

describe('traffic', () => {
  it('lays on what serves only what is its own fault', () => {
    const told = trafficOf([
      step(0, { answered: 6, refused: 1, cancelled: 1 }),
      step(300, { failed: 1, timed_out: 0, cut_off: 1, promptTokens: 5, outputTokens: 2 }),
    ]);
    expect(told).toMatchObject({ requests: 10, errors: 2, error_rate: 0.2, prompt_tokens: 5 });
    expect(told.endings).toMatchObject({ answered: 6, refused: 1, cancelled: 1, failed: 1, cut_off: 1 });
  });

  it('merges buckets of steps before it reads a quantile, never the quantiles', () => {
    // 98 of a second in one step, two of 100 s in another: the p95 of all is a second
    const told = trafficOf([
      step(0, { answered: 98, latency: { '60': 98 } }),
      step(300, { answered: 2, latency: { '100': 2 } }),
    ]);
    expect(told.latency.count).toBe(100);
    expect(told.latency.p95_seconds).toBeLessThanOrEqual(1);
  });

  it('says nothing of what nobody measured', () => {
    expect(trafficOf([])).toMatchObject({
      ...{ requests: 0, error_rate: null, first_token: { count: 0, p50_seconds: null } },
    });
  });

  it.each([
    [3_600, 300],
    [86_400, 3_600],
    [7 * 86_400, 3_600],
    [30 * 86_400, 86_400],
  ])('over %d s has steps of %d s', (span, seconds) => {
    expect(stepOf(span)).toBe(seconds);
  });

  it('has a point for every step, whole ones that hold the ends', () => {
    const made = seriesOf([step(600, { answered: 1, latency: { '0': 1 } })], {
      from: 310,
      to: 1_000,
      step: 300,
    });
    expect(made.map(({ at, requests, p50_seconds: p50 }) => [at, requests, p50])).toEqual([
      ...[[300, 0, null] as const, [600, 1, 0.001] as const, [900, 0, null] as const],
    ]);
  });
});
