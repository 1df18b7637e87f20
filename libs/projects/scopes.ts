import type { Role } from '#kernel/context.js';
import type { RouteContract } from '#platform/route.contract.js';

type Scoped = Pick<RouteContract, 'tag' | 'method' | 'roles'>;

/** The one scope that an operation needs of a scoped-down key: its tag, and whether it reads or writes. */
export const scopeOf = ({ tag, method }: Scoped): string =>
  `${tag.replaceAll(' ', '_')}:${method === 'get' ? 'read' : 'write'}`;

/** Whether a key with these scopes may call it as far as they go; no scopes: all that the roles allow. */
export const opens = (scopes: readonly string[] | undefined, route: Scoped): boolean =>
  !scopes || scopes.length === 0 || scopes.includes(scopeOf(route));

/** Every scope under which these roles may do something, sorted. `admin` may do all. */
export function scopesOf(routes: readonly Scoped[], roles: readonly Role[]): string[] {
  const allowed = routes.filter(
    (route) =>
      route.roles !== 'public' &&
      (roles.includes('admin') || route.roles.some((role) => roles.includes(role))),
  );
  return [...new Set(allowed.map(scopeOf))].sort();
}

export interface Rights {
  roles: readonly Role[];
  scopes: readonly string[];
}

/** What `wanted` has and `maker` may not give; empty: all of it may be given. */
export function beyond(maker: Rights, wanted: Rights): string[] {
  const roles = maker.roles.includes('admin')
    ? []
    : wanted.roles.filter((role) => !maker.roles.includes(role));
  if (maker.scopes.length === 0) return roles;
  if (wanted.scopes.length === 0) return [...roles, 'all scopes'];
  return [...roles, ...wanted.scopes.filter((scope) => !maker.scopes.includes(scope))];
}
