import { describe, expect, it } from '@jest/globals';
import {
  barsOf,
  barWords,
  chartsOf,
  costWords,
  endingWords,
  energyWords,
  errorWords,
  everyMs,
  hoursSince,
  noneWords,
  type Point,
  secondsWords,
  sinceOf,
  tokenWords,
  type Traffic,
} from './traffic-words.js';
import type { Usage } from './usage-words.js';

const none = { count: 0, p50_seconds: null, p95_seconds: null };
const traffic = (over: Partial<Traffic> = {}): Traffic => ({
  ...{ object: 'serving_traffic' as const, deployment: 'dep_1', version: 'mv_1', since: 0, until: 300 },
  ...{ requests: 0, errors: 0, error_rate: null, prompt_tokens: 0, output_tokens: 0 },
  endings: { answered: 0, refused: 0, cancelled: 0, failed: 0, timed_out: 0, cut_off: 0 },
  ...{ latency: none, first_token: none, bucket_ratio: 1.122, step_seconds: 300, series: [], ...over },
});
const point = (at: number, over: Partial<Point> = {}): Point => ({
  ...{ at, requests: 0, errors: 0, p50_seconds: null, p95_seconds: null },
  ...{ first_token_p50_seconds: null, first_token_p95_seconds: null, ...over },
});

describe('how far back is asked', () => {
  it('is an hour, a day or a week from now; usage from the beginning of the hour', () => {
    const now = 1_000_000;
    expect([sinceOf('hour', now), sinceOf('day', now), sinceOf('week', now)]).toEqual([
      ...[996_400, 913_600, 395_200],
    ]);
    expect(hoursSince('hour', now)).toBe(993_600);
    expect(hoursSince('day', now) % 3600).toBe(0);
  });
});

describe('figures of traffic', () => {
  it('are asked for often only while they can change', () => {
    const states = ['starting', 'ready', 'stopped', 'failed', 'blocked'] as const;
    expect(states.map((state) => everyMs(state, 5_000))).toEqual([5_000, 5_000, 300_000, 300_000, 300_000]);
  });

  it('are dashes, never 0, where nothing was measured', () => {
    const empty = traffic();
    expect([secondsWords(null), errorWords(empty), tokenWords(empty), endingWords(empty)]).toEqual([
      ...['—', '—', '—', []],
    ]);
  });

  it.each([
    [0.0004, '1 ms'],
    [0.0451, '45 ms'],
    [0.999, '999 ms'],
    [2.54, '2.5 s'],
    [12.4, '12 s'],
    [1000, '> 1000 s'],
  ])('writes %d seconds as %s', (seconds, words) => expect(secondsWords(seconds)).toBe(words));

  it('name what was not answered, what serves to blame first', () => {
    const endings = { answered: 9, refused: 2, cancelled: 0, failed: 1, timed_out: 0, cut_off: 1200 };
    expect(endingWords(traffic({ endings }))).toEqual([
      ...['1 failed', '1,200 cut off', '2 refused for what was asked or because of a license'],
    ]);
  });

  it('tell small money and energy without powers of ten, and what nobody knows as unknown', () => {
    const usage = {
      cost: { up: 0.000456, currency: 'EUR' },
      watt_hours: 0.0015642,
      up_seconds: 5,
      requests: 1,
    };
    expect([costWords(usage as Usage), energyWords(usage as Usage)]).toEqual(['0.000456 EUR', '0.00156 Wh']);
    const unknown = { cost: null, watt_hours: null, up_seconds: 5, requests: 1 } as Usage;
    expect([costWords(unknown), energyWords(unknown)]).toEqual(['unknown', 'unknown']);
    expect(energyWords({ ...unknown, up_seconds: 0, requests: 0 })).toBe('—');
  });

  it('say whether there was never a request, none in this time, or one that is not counted yet', () => {
    expect(noneWords('week', null, 10_000)).toBe('No request yet');
    expect(noneWords('hour', 5, 10_000)).toBe('No request in the last hour');
    expect(noneWords('day', 5, 10_000)).toMatch(/^Called; a request is counted/);
  });
});

describe('bars and curves', () => {
  it('say in words what only their colour and height would', () => {
    const bars = [
      { requests: 2, errors: 1 },
      { requests: 1_200, errors: 0 },
    ];
    expect(barWords(bars)).toBe('1,202 in all, 1 failed, at most 1,200 in one of 2 parts');
    expect(barWords([{ requests: 0, errors: 0 }])).toBe('0 in all');
  });

  it('lose no request where neighbours are put together, the newest whole', () => {
    const series = Array.from({ length: 169 }, (_, at) => point(at, { requests: at, errors: at % 2 }));
    const bars = barsOf(series, 32);
    expect(bars.length).toBeLessThanOrEqual(32);
    expect(bars.reduce((sum, { requests }) => sum + requests, 0)).toBe((168 * 169) / 2);
    expect(bars.at(-1)!.requests).toBe(163 + 164 + 165 + 166 + 167 + 168);
    expect(barsOf([], 32)).toEqual([]);
  });

  it('have a point only where something was measured, and no chart without one', () => {
    const charts = chartsOf([point(0), point(300, { requests: 1, p50_seconds: 0.2, p95_seconds: 0.4 })]);
    expect(charts.map(({ title }) => title)).toEqual(['Requests', 'Latency (s)']);
    expect(charts[0]!.series[0]).toEqual({ name: 'requests', x: [0, 300], y: [0, 1] });
    expect(charts[1]!.series[1]).toEqual({ name: 'p95', x: [300], y: [0.4] });
  });
});
