import { expect, it } from '@jest/globals';
import { ApiError, Unreachable } from '#client/errors.js';
import { knownOf, missingWords } from './told.js';

const silent = new Unreachable('http://localhost', new TypeError('fetch failed'));
const refused = new ApiError(403, { message: 'Not yours' }, null);

it('shows what was read while the service is silent, and nothing of what is refused', () => {
  expect(knownOf({ data: 7, error: null })).toBe(7);
  expect(knownOf({ data: 7, error: silent })).toBe(7);
  expect(knownOf({ data: 0, error: silent })).toBe(0);
  expect(knownOf({ data: 7, error: refused })).toBeUndefined();
  expect(knownOf({ error: silent })).toBeUndefined();
});

it('says not known only of what was asked for in vain', () => {
  expect([missingWords(refused), missingWords(silent), missingWords(null)]).toEqual([
    ...['not known', 'not known', '…'],
  ]);
});
