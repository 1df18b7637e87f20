import { describe, expect, it } from '@jest/globals';
import { returnPath } from './return-path.js';

describe('where a login leads', () => {
  it.each(['/', '/jobs?state=running', '/auth/me', '/a/b#c', '/x?next=https://example.org'])(
    'is a path of this service: %s',
    (path) => expect(returnPath(path)).toBe(path),
  );

  it.each([
    'https://evil.example',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '\\\\evil.example',
    'javascript:alert(1)',
    '/a\\b',
    '/..//evil.example',
    '/%2e%2e//evil.example',
    '',
    'jobs',
    '/auth/login?return_to=/',
    '/auth/logout',
    '/a\r\nset-cookie: x=1',
    '/é',
  ])('is nothing else: %j', (path) => expect(returnPath(path)).toBeNull());
});
