import { describe, expect, it } from '@jest/globals';
import { conflict } from '#kernel/errors.js';
import { exceeded, expectedSeconds, limitsOf, monthOf, refusal, UNKNOWN_SECONDS } from './quota.js';

const NONE = { compute_seconds: null, storage_bytes: null, concurrent_jobs: null };

describe('limits', () => {
  it("are the project's own, null being one of them, and else those of the installation", () => {
    const defaults = { ...NONE, storage_bytes: 10, concurrent_jobs: 2 };
    expect(limitsOf({}, defaults)).toEqual(defaults);
    expect(limitsOf({ storage_bytes: null, concurrent_jobs: 0 }, defaults)).toEqual({
      ...{ compute_seconds: null, storage_bytes: null, concurrent_jobs: 0 },
    });
  });

  it('let what fits exactly through, and refuse one more with the numbers', () => {
    const of = { limit: 100, used: 60, reserved: 30 };
    expect(refusal('storage_bytes', { ...of, wanted: 10 })).toBeNull();
    expect(refusal('storage_bytes', { ...of, limit: null, wanted: 1e15 })).toBeNull();
    const refused = refusal('storage_bytes', { ...of, wanted: 11 })!;
    expect(refused).toMatchObject({ kind: 'limited', code: 'insufficient_quota' });
    expect(refused.details).toEqual({ quota: { resource: 'storage_bytes', ...of, wanted: 11 } });
    for (const part of ['100', '60', '30', '11', 'PUT /v1/quotas']) expect(refused.message).toContain(part);
    expect(exceeded(refused)).toBe('storage_bytes');
    expect(exceeded(conflict('already_exists', 'x'))).toBeNull();
  });

  it('once lowered below what is used refuse whatever comes', () => {
    const lowered = { limit: 10, used: 60, reserved: 0, wanted: 1 };
    expect(refusal('compute_seconds', lowered)?.code).toBe('insufficient_quota');
  });
});

it('a month is a calendar month in UTC, also in December', () => {
  expect(monthOf(new Date('2026-12-31T23:59:59Z'))).toEqual({
    startsAt: new Date('2026-12-01T00:00:00Z'),
    endsAt: new Date('2027-01-01T00:00:00Z'),
  });
});

it('a job takes its estimate on each slot, and a fixed time where there is none', () => {
  expect(expectedSeconds({ seconds: { value: 12.2 } }, 2)).toBe(25);
  expect(expectedSeconds({ seconds: { value: 0 } }, 1)).toBe(1);
  for (const none of [null, undefined, { seconds: null }])
    expect(expectedSeconds(none, 2)).toBe(2 * UNKNOWN_SECONDS);
});
