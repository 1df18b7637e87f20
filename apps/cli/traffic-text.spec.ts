import { describe, expect, it } from '@jest/globals';
import { rateOf, secondsOf, type Traffic, trafficText } from './traffic-text.js';

const none = { count: 0, p50_seconds: null, p95_seconds: null };
const traffic = (over: Partial<Traffic> = {}): Traffic => ({
  ...{ object: 'serving_traffic' as const, deployment: 'dep_1', version: 'mv_1', since: 0, until: 300 },
  ...{ requests: 0, errors: 0, error_rate: null, prompt_tokens: 0, output_tokens: 0 },
  endings: { answered: 0, refused: 0, cancelled: 0, failed: 0, timed_out: 0, cut_off: 0 },
  ...{ latency: none, first_token: none, bucket_ratio: 1.122, step_seconds: 300, series: [] },
  ...over,
});
const version = { id: 'mv_1', object: 'model_version', model: 'ticket-bot', version: 1 };
const deployment = { id: 'dep_1', state: 'ready' as const, desired: 'serving', version };
const asked = (more: Partial<Traffic> = {}) => ({ deployment, serves: 'production', traffic: traffic(more) });

describe('traffic, for a terminal', () => {
  it('is a line with durations and the share of errors, and says what went wrong', () => {
    const served = asked({
      ...{ requests: 200, errors: 3, error_rate: 0.015, prompt_tokens: 900, output_tokens: 100 },
      endings: { answered: 190, refused: 6, cancelled: 1, failed: 2, timed_out: 0, cut_off: 1 },
      latency: { count: 190, p50_seconds: 0.342, p95_seconds: 2.51 },
      first_token: { count: 10, p50_seconds: 0.05, p95_seconds: 12.3 },
    });
    const rows = trafficText([served]).split('\n');
    expect(rows[0]).toBe('ticket-bot@1:');
    expect(rows[2]!.split(/ {2,}/)).toEqual([
      ...['dep_1', 'production', 'ready', '200', '1.5 %', '342 ms', '2.5 s', '50 ms', '12 s', '900', '100'],
    ]);
    expect(rows[3]).toBe(
      'dep_1: of 200 requests 6 refused for what was asked or because of a license, 1 left by their callers, 2 failed, 1 cut off',
    );
    expect(rows[4]).toContain('at most 12 % from the true ones');
  });

  it('has no figure that nobody measured', () => {
    const rows = trafficText([asked()]).split('\n');
    expect(rows[3]).toMatch(/written every 5 seconds/);
    expect(rows).toHaveLength(4);
    expect(rows[2]!.split(/ {2,}/)).toEqual([
      ...['dep_1', 'production', 'ready', '0', '-', '-', '-', '-', '-', '0', '0'],
    ]);
  });

  it('says of a deployment that drains that it stops', () => {
    const one = asked();
    const text = trafficText([{ ...one, deployment: { ...deployment, desired: 'stopped' } }]);
    expect(text).toMatch(/dep_1 +production +stopping/);
  });

  it.each([
    [0, '0 %'],
    [0.00042, '0.042 %'],
    [0.5, '50 %'],
    [1, '100 %'],
    [null, '-'],
  ])('writes a rate of %s as %s', (rate, text) => expect(rateOf(rate)).toBe(text));

  it.each([
    [0.001, '1 ms'],
    [9.96, '10 s'],
    [1000, '1000 s'],
    [null, '-'],
  ])('writes %s seconds as %s', (seconds, text) => expect(secondsOf(seconds)).toBe(text));
});
