import { describe, expect, it } from '@jest/globals';
import { AppError, type ErrorKind } from '#kernel/errors.js';
import { errorBody, headersOf } from './error.filter.js';

const seen = (kind: ErrorKind, code: string, headers?: Record<string, string>) => {
  const error = new AppError(kind, code, 'why', headers ? { headers } : {});
  const { status, body } = errorBody(error, 'urn:request:req_1');
  return [status, body.error.type, headersOf(error, status)['x-should-retry'] ?? null];
};

describe('what a retry is worth, as the SDKs of OpenAI read it', () => {
  it.each<[ErrorKind, string, number, string, string | null]>([
    ['conflict', 'already_exists', 409, 'conflict_error', 'false'],
    ['limited', 'insufficient_quota', 429, 'insufficient_quota', 'false'],
    ['limited', 'rate_limit_exceeded', 429, 'rate_limit_error', null],
    ['unavailable', 'model_loading', 503, 'server_error', null],
    ['invalid', 'invalid_value', 400, 'invalid_request_error', null],
  ])('%s %s', (kind, code, status, type, retry) => {
    expect(seen(kind, code)).toEqual([status, type, retry]);
  });

  it('is left to who knows better', () => {
    expect(seen('conflict', 'idempotency_in_progress', { 'x-should-retry': 'true' })[2]).toBe('true');
  });
});
