import type { Role } from '#kernel/context.js';
import { denied, invalid } from '#kernel/errors.js';
import { beyond, type Rights, scopesOf } from './scopes.js';
import type { RouteContract } from '#platform/route.contract.js';

const DAY_MS = 86_400_000;

/** What a new key is asked to be. */
export interface KeyTerms {
  roles: Role[];
  scopes?: string[] | undefined;
  /** Unix seconds; null: as long as the installation allows. */
  expires_at?: number | null | undefined;
}

/**
 * Throws `invalid_value` for a scope that no operation has or that its roles open nothing under, and denied
 * `exceeds_own_rights` for what the maker may not give.
 */
export function assertRights(maker: Rights, terms: KeyTerms, routes: readonly RouteContract[]): void {
  const scopes = terms.scopes ?? [];
  const useful = scopesOf(routes, terms.roles);
  const useless = scopes.find((scope) => !useful.includes(scope));
  if (useless !== undefined) {
    const known = scopesOf(routes, ['admin']).includes(useless);
    throw invalid(
      'invalid_value',
      known
        ? `The roles ${terms.roles.join(', ')} allow nothing under the scope '${useless}'; they allow ${useful.join(', ')}.`
        : `There is no scope '${useless}'; there are ${useful.join(', ')}.`,
      { param: 'scopes' },
    );
  }
  const over = beyond(maker, { roles: terms.roles, scopes });
  if (over.length > 0)
    throw denied(
      'exceeds_own_rights',
      `A key may not have more than the one that makes it: ${over.join(', ')} is beyond yours.`,
      { param: 'roles' },
    );
}

/** When a key ends; null: never. `maxDays` 0: no limit. Throws `invalid_value` for a time that is past or beyond the limit. */
export function expiryOf(expiresAt: number | null | undefined, now: Date, maxDays: number): Date | null {
  const latest = maxDays > 0 ? new Date(now.getTime() + maxDays * DAY_MS) : null;
  if (expiresAt === undefined || expiresAt === null) return latest;
  const at = new Date(expiresAt * 1000);
  if (at.getTime() <= now.getTime())
    throw invalid('invalid_value', 'expires_at lies in the past; it is in Unix seconds.', {
      param: 'expires_at',
    });
  if (latest && at > latest)
    throw invalid(
      'invalid_value',
      `Keys live at most ${maxDays} days here (LUTHIER_API_KEY_MAX_DAYS): give expires_at up to ${Math.floor(latest.getTime() / 1000)}.`,
      { param: 'expires_at' },
    );
  return at;
}
