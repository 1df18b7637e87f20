import { ask } from '../../api/client.js';
import { type Alias, environmentsOf, type Environment, idIn, type Promotion } from './history.js';

/** So many of the newest versions are candidates. */
export const CANDIDATES = 20;

/** The newest versions of the model of an alias. */
export const useVersions = (model: string) =>
  ask.useQuery(
    'get',
    '/v1/registered_models/{name}/versions',
    { params: { path: { name: model }, query: { limit: String(CANDIDATES) } } },
    { refetchInterval: 10_000 },
  );

/** What serves an alias and what served it before, by its promotions, and what was called of the other versions by their ids. */
export function useEnvironments(alias: Alias, history: readonly Promotion[]): Environment[] {
  const versions = useVersions(alias.model).data?.data ?? [];
  const others = versions.filter(({ id }) => id !== alias.version);
  const previews = ask.useQuery(
    'get',
    '/v1/deployments',
    { params: { query: { version: others.map(({ id }) => id), limit: '100' } } },
    { enabled: others.length > 0, refetchInterval: 5_000 },
  );
  const known = previews.data?.data ?? [];
  const candidates = others.flatMap((version) => {
    const newest = known.find((one) => one.kind === 'preview' && idIn(one.version) === version.id);
    return newest ? [{ version, deployment: newest }] : [];
  });
  return environmentsOf(alias, history, candidates);
}
