import { describe, expect, it } from '@jest/globals';
import type { AppError } from '#kernel/errors.js';
import { asReset, Buckets, RateLimit } from './rate-limit.js';

const refusal = (act: () => unknown): AppError => {
  try {
    act();
  } catch (error) {
    return error as AppError;
  }
  throw new Error('it was let through');
};

describe('requests per key', () => {
  it('are let through up to the limit, then as time fills it up again', () => {
    let now = 0;
    const limit = new RateLimit({ perKey: 60, failedPerAddress: 0 }, () => now);
    const seen = Array.from({ length: 60 }, () => limit.count('key_a', undefined));
    expect(seen[0]).toEqual({
      'x-ratelimit-limit-requests': '60',
      'x-ratelimit-remaining-requests': '59',
      'x-ratelimit-reset-requests': '1s',
      'ratelimit-policy': '"requests";q=60;w=60',
      ratelimit: '"requests";r=59;t=1',
    });
    expect(seen.at(-1)).toMatchObject({
      'x-ratelimit-remaining-requests': '0',
      'x-ratelimit-reset-requests': '1m0s',
    });
    expect(refusal(() => limit.count('key_a', undefined))).toMatchObject({
      ...{ kind: 'limited', code: 'rate_limit_exceeded' },
      details: { headers: { 'retry-after': '1', 'x-ratelimit-remaining-requests': '0' } },
    });
    limit.count('key_b', undefined); // another key has its own
    now = 2_000;
    limit.count('key_a', undefined);
    limit.count('key_a', undefined);
    refusal(() => limit.count('key_a', undefined));
  });

  it('never ask a client to wait for longer than a minute', () => {
    for (const perKey of [1, 7, 60, 100_000]) {
      const limit = new RateLimit({ perKey, failedPerAddress: 0 }, () => 0);
      for (let i = 0; i < perKey; i += 1) limit.count('k', undefined);
      const wait = Number(refusal(() => limit.count('k', undefined)).details.headers!['retry-after']);
      expect(wait).toBeGreaterThanOrEqual(1);
      expect(wait).toBeLessThanOrEqual(60);
    }
  });

  it('are not counted where the limit is 0', () => {
    const limit = new RateLimit({ perKey: 0, failedPerAddress: 0 }, () => 0);
    for (let i = 0; i < 1000; i += 1) expect(limit.count('k', 'x')).toEqual({});
  });
});

describe('failed authentications', () => {
  it('close an address to strangers, and not to a key that has opened', () => {
    let now = 0;
    const limit = new RateLimit({ perKey: 0, failedPerAddress: 3 }, () => now);
    limit.count('key_a', 'good');
    for (let i = 0; i < 3; i += 1) {
      limit.assertMayTry('10.0.0.1', `bad${i}`);
      limit.failed('10.0.0.1');
    }
    expect(refusal(() => limit.assertMayTry('10.0.0.1', 'bad')).details.headers).toEqual({
      'retry-after': '20',
    });
    refusal(() => limit.assertMayTry('10.0.0.1', undefined));
    limit.assertMayTry('10.0.0.1', 'good');
    limit.assertMayTry('10.0.0.2', 'bad');
    now = 20_000;
    limit.assertMayTry('10.0.0.1', 'bad');
  });
});

it('holds a bounded number of buckets', () => {
  const buckets = new Buckets(10, () => 0);
  for (let i = 0; i < 12_000; i += 1) buckets.take(`k${i}`, 1);
  expect((buckets as unknown as { buckets: Map<string, unknown> }).buckets.size).toBeLessThanOrEqual(10_000);
});

it('writes times as OpenAI does', () => {
  expect([1, 59, 60, 360, 61].map(asReset)).toEqual(['1s', '59s', '1m0s', '6m0s', '1m1s']);
});
