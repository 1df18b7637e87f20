import { describe, expect, it } from '@jest/globals';
import type { RouteContract } from '#platform/route.contract.js';
import { beyond, opens, scopeOf, scopesOf } from './scopes.js';

const route = (tag: string, method: RouteContract['method'], roles: RouteContract['roles']) => ({
  tag,
  method,
  roles,
});
const ROUTES = [
  route('jobs', 'get', ['viewer', 'engineer']),
  route('jobs', 'post', ['engineer']),
  route('base models', 'delete', []),
  route('health', 'get', 'public'),
];

describe('scopes', () => {
  it('are the tag, and read for GET alone', () => {
    expect(ROUTES.map(scopeOf)).toEqual(['jobs:read', 'jobs:write', 'base_models:write', 'health:read']);
  });

  it.each([
    [['viewer'], ['jobs:read']],
    [['engineer'], ['jobs:read', 'jobs:write']],
    [['reviewer'], []],
    [['admin'], ['base_models:write', 'jobs:read', 'jobs:write']],
  ] as const)('of the roles %j are %j', (roles, scopes) => {
    expect(scopesOf(ROUTES, [...roles])).toEqual(scopes);
  });

  it('open nothing but what they name, and all where there are none', () => {
    expect(ROUTES.map((one) => opens(['jobs:write'], one))).toEqual([false, true, false, false]);
    expect(ROUTES.map((one) => opens([], one))).toEqual([true, true, true, true]);
    expect(opens(undefined, ROUTES[0]!)).toBe(true);
  });

  it.each([
    ['an admin gives any role', { roles: ['admin'], scopes: [] }, { roles: ['reviewer'], scopes: [] }, []],
    [
      'who is no admin gives its own roles',
      { roles: ['engineer'], scopes: [] },
      { roles: ['engineer', 'admin'], scopes: [] },
      ['admin'],
    ],
    [
      'a scoped maker gives no key without scopes',
      { roles: ['admin'], scopes: ['projects:write'] },
      { roles: ['viewer'], scopes: [] },
      ['all scopes'],
    ],
    [
      'a scoped maker gives its own scopes',
      { roles: ['admin'], scopes: ['projects:write', 'jobs:read'] },
      { roles: ['viewer'], scopes: ['jobs:read', 'files:read'] },
      ['files:read'],
    ],
  ] as const)('%s', (_what, maker, wanted, over) => {
    expect(beyond(maker, wanted)).toEqual(over);
  });
});
