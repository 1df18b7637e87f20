import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { retryAfterSeconds } from '#kernel/retry-after.js';
import { ceilingSeconds, GIVE_UP_SECONDS, LONGEST_SECONDS, waitSeconds } from './schedule.js';

describe('the wait between attempts', () => {
  it('grows by four up to four hours', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map(ceilingSeconds)).toEqual([
      5, 20, 80, 320, 1280, 5120, 14_400, 14_400, 14_400,
    ]);
  });
  it('is anywhere below that, never under a second and never above four hours', () => {
    const attempts = fc.integer({ min: 1, max: 100 });
    const asked = fc.option(fc.integer({ min: 0, max: 10 ** 9 }));
    const random = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(attempts, asked, random, (n, retryAfter, r) => {
        const wait = waitSeconds(n, retryAfter, r);
        expect(wait).toBeGreaterThanOrEqual(1);
        expect(wait).toBeLessThanOrEqual(LONGEST_SECONDS);
        if (retryAfter !== null) expect(wait).toBeGreaterThanOrEqual(Math.min(retryAfter, LONGEST_SECONDS));
      }),
    );
    expect(waitSeconds(4, null, 0.5)).toBe(160);
  });
  it('leaves room for at least a dozen attempts in a day', () => {
    let at = 0;
    let attempts = 0;
    while (at < GIVE_UP_SECONDS) at += waitSeconds((attempts += 1), null, 1);
    expect(attempts).toBeGreaterThanOrEqual(11);
  });
});

it("reads Retry-After as seconds or as HTTP's date", () => {
  const now = new Date('2026-11-24T12:00:00Z');
  expect(retryAfterSeconds('120', now)).toBe(120);
  expect(retryAfterSeconds('Tue, 24 Nov 2026 12:01:00 GMT', now)).toBe(60);
  expect(retryAfterSeconds('Tue, 24 Nov 2026 11:00:00 GMT', now)).toBe(0);
  for (const odd of [undefined, '', '-5', '1e3', 'soon', '99999999999', '2026-11-24'])
    expect(retryAfterSeconds(odd, now)).toBeNull();
});
