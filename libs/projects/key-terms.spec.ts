import { describe, expect, it } from '@jest/globals';
import { assertRights, expiryOf } from './key-terms.js';

const NOW = new Date('2026-11-24T12:00:00Z');
const seconds = (date: Date) => date.getTime() / 1000;
const inDays = (days: number) => new Date(NOW.getTime() + days * 86_400_000);

describe('when a key ends', () => {
  it('is never, where nobody says so and there is no limit', () => {
    expect(expiryOf(undefined, NOW, 0)).toBeNull();
    expect(expiryOf(null, NOW, 0)).toBeNull();
  });

  it('is at the limit, where nobody says so', () => {
    expect(expiryOf(undefined, NOW, 90)).toEqual(inDays(90));
    expect(expiryOf(null, NOW, 90)).toEqual(inDays(90));
  });

  it('is when the maker says, up to the limit', () => {
    expect(expiryOf(seconds(inDays(4000)), NOW, 0)).toEqual(inDays(4000));
    expect(expiryOf(seconds(inDays(90)), NOW, 90)).toEqual(inDays(90));
    expect(() => expiryOf(seconds(inDays(91)), NOW, 90)).toThrow('at most 90 days');
  });

  it.each([0, 1, seconds(NOW)])('is not in the past: %d', (at) => {
    expect(() => expiryOf(at, NOW, 0)).toThrow('past');
  });
});

describe('what a key is asked to be', () => {
  const route = (method: 'get' | 'post', tag: string, roles: ('viewer' | 'engineer')[]) =>
    ({ id: `${tag}_${method}`, method, path: `/${tag}`, tag, roles, summary: '' }) as never;
  const routes = [route('get', 'jobs', ['viewer', 'engineer']), route('post', 'jobs', ['engineer'])];
  const admin = { roles: ['admin' as const], scopes: [] };

  it('names no scope under which its roles open nothing', () => {
    const ask = (scopes: string[]) => () => assertRights(admin, { roles: ['viewer'], scopes }, routes);
    expect(ask(['jobs:read'])).not.toThrow();
    expect(ask(['jobs:write'])).toThrow('allow nothing under');
    expect(ask(['jobs:reed'])).toThrow('There is no scope');
  });
});
