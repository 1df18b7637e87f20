import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { versionIn } from './names.js';
import { orNone } from './or-none.js';
import { everyOfIds } from './pages.js';
import type { Session } from './session.js';
import { idOf, type Promotion } from './views.js';

export type Deployment = components['schemas']['Deployment'];
type Served = Pick<Deployment, 'id' | 'kind' | 'desired'> & { version: unknown };
type Moved = Pick<Promotion, 'alias' | 'deployment' | 'state' | 'finished_at'> & { version: unknown };

/** What each deployment serves, by its id: `production`, `was production`, `preview`. */
export async function servesOf(
  session: Session,
  deployments: readonly Served[],
): Promise<Map<string, string>> {
  const versions = [...new Set(deployments.map((one) => idOf(one.version)!))];
  const every = everyOfIds(versions, (version, page) =>
    answer(session.client.GET('/v1/promotions', { params: { query: { version, ...page } } })),
  );
  const promotions = await orNone(every.then((data) => ({ data })));
  return new Map(deployments.map((one) => [one.id, servesText(one, promotions)]));
}

/** `promotions`: those of its version. */
export function servesText(of: Served, promotions: readonly Moved[]): string {
  if (of.kind !== 'alias') return of.kind;
  const own = promotions.find(({ deployment }) => idOf(deployment) === of.id);
  if (!own) return of.kind;
  const { alias, state } = own;
  if (state === 'running') return `${alias}, once it is ready`;
  if (state !== 'succeeded' && state !== 'rolled_back') return '-';
  return isCurrent(of, own, promotions) ? alias : `was ${alias}`;
}

/** Each promotion makes a deployment of its own: the newest one is what the alias stands on while it names the version. */
function isCurrent(of: Served, own: Moved, promotions: readonly Moved[]): boolean {
  const aliases = versionIn(of.version)?.aliases;
  if (!aliases) return own.state === 'succeeded' && of.desired === 'serving';
  const last = (one: Moved): number => one.finished_at ?? 0;
  const isNewest = promotions
    .filter((one) => one.state === 'succeeded' && one.alias === own.alias)
    .filter((one) => idOf(one.version) === idOf(own.version))
    .every((one) => last(one) <= last(own));
  return own.state === 'succeeded' && aliases.includes(own.alias) && isNewest;
}

/** It still answers what it was asked before. */
export const stateOf = ({ state, desired }: Pick<Deployment, 'state' | 'desired'>): string =>
  desired === 'stopped' && (state === 'ready' || state === 'starting') ? 'stopping' : state;
