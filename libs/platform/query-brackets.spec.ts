import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { AppError } from '#kernel/errors.js';
import { datesOf } from '#platform/cursor.js';
import { foldBrackets } from '#platform/query-brackets.js';
import { listQuery, metadataPairs, repeatable } from '#platform/schemas.js';
import { parseInput } from '#platform/zod-input.js';

const schema = z.strictObject({
  ...listQuery,
  state: repeatable(z.enum(['queued', 'running'])),
  metadata: metadataPairs.optional(),
});
const read = (query: Record<string, unknown>) => parseInput(schema, foldBrackets(schema, query), 'query');
function refusal(query: Record<string, unknown>): { code: string; param: unknown; message: string } {
  try {
    read(query);
  } catch (error) {
    const { code, details, message } = error as AppError;
    return { code, param: details.param, message };
  }
  throw new Error(`taken: ${JSON.stringify(query)}`);
}

describe('a query with brackets', () => {
  it('reads bounds, pairs and repeated values', () => {
    expect(
      read({
        'created_at[gte]': '1700000000',
        'created_at[lt]': '1800000000',
        'metadata[team]': 'a',
        'metadata[x.y]': '1',
        state: ['running', 'queued', 'running'],
      }),
    ).toEqual({
      limit: 20,
      order: 'desc',
      created_at: { gte: 1_700_000_000, lt: 1_800_000_000 },
      metadata: { team: 'a', 'x.y': '1' },
      state: ['running', 'queued'],
    });
    expect(read({ state: 'queued' })).toMatchObject({ state: ['queued'] });
    expect(read({})).toEqual({ limit: 20, order: 'desc' });
  });

  it.each([
    [{ 'created_at[gte]': 'abc' }, 'invalid_value', 'created_at[gte]', /digits alone/],
    [{ 'created_at[gte]': '1e3' }, 'invalid_value', 'created_at[gte]', /digits alone/],
    [{ 'created_at[gte]': '-1' }, 'invalid_value', 'created_at[gte]', /digits alone/],
    [{ 'created_at[gte]': '' }, 'invalid_value', 'created_at[gte]', /digits alone/],
    [{ 'created_at[gte]': '99999999999' }, 'invalid_value', 'created_at[gte]', /digits alone/],
    [{ 'created_at[gte]': ['1', '2'] }, 'invalid_value', 'created_at[gte]', /once/],
    [{ 'created_at[get]': '1' }, 'unknown_parameter', 'created_at[get]', /mean 'created_at\[gt\]'/],
    [{ 'created_at[]': '1' }, 'unknown_parameter', 'created_at[]', /Unknown/],
    [{ 'created_at[gte][x]': '1' }, 'unknown_parameter', 'created_at[gte][x]', /Unknown/],
    [{ 'created_at[__proto__]': '1' }, 'unknown_parameter', 'created_at[__proto__]', /Unknown/],
    [{ '__proto__[gte]': '1' }, 'unknown_parameter', '__proto__[gte]', /Unknown/],
    [{ 'limit[gte]': '1' }, 'unknown_parameter', 'limit[gte]', /Unknown/],
    [{ created_at: '1700000000' }, 'invalid_value', 'created_at', /created_at\[gte\]/],
    [{ 'metadata[__proto__]': 'x' }, 'unknown_parameter', 'metadata[__proto__]', /Unknown/],
    [{ 'metadata[]': 'x' }, 'invalid_value', 'metadata[]', /./],
    [{ 'metadata[a]': ['x', 'y'] }, 'invalid_value', 'metadata[a]', /once/],
    [{ metadata: 'x' }, 'invalid_value', 'metadata', /metadata\[key\]=value/],
    [{ metadata: 'x', 'metadata[a]': 'y' }, 'invalid_value', 'metadata', /./],
    [{ state: 'bogus' }, 'invalid_value', 'state', /"queued"\|"running"/],
    [{ state: ['queued', 'bogus'] }, 'invalid_value', 'state', /"queued"\|"running"/],
    [{ state: '' }, 'invalid_value', 'state', /"queued"\|"running"/],
    [{ state: Array.from({ length: 21 }, (_, i) => `s${i}`) }, 'invalid_value', 'state', /./],
    [{ 'state[]': 'queued' }, 'unknown_parameter', 'state[]', /mean 'state'/],
    [{ limit: ['1', '2'] }, 'invalid_value', 'limit', /./],
  ])('refuses %j', (query, code, param, message) => {
    expect(refusal(query)).toEqual({ code, param, message: expect.stringMatching(message) });
  });

  it('pollutes nothing', () => {
    expect(() => read({ 'created_at[__proto__]': '1', 'constructor[prototype]': 'x' })).toThrow(AppError);
    expect(({} as Record<string, unknown>)['gte']).toBeUndefined();
  });
});

describe('bounds of created_at', () => {
  const at = (seconds: number) => new Date(seconds * 1000);
  it.each([
    [{ gte: 100 }, { gte: at(100) }],
    [{ gt: 100 }, { gte: at(101) }],
    [{ lte: 100 }, { lt: at(101) }],
    [{ lt: 100 }, { lt: at(100) }],
    [
      { gte: 5, gt: 5, lte: 9, lt: 9 },
      { gte: at(6), lt: at(9) },
    ],
    [{ gte: 0 }, {}],
    [{ lt: 0 }, { lt: at(0) }],
  ])('%j mean whole seconds as shown', (given, dates) => {
    expect(datesOf(given)).toEqual(dates);
  });
});
