import type { RouteContract } from '#platform/route.contract.js';
import { answerOf } from '../answers/answers.js';

interface Link {
  operationId: string;
  parameters: Record<string, string>;
}

/**
 * The links of each operation's answer, by operation: an answer that is a resource leads to all operations below the path of that
 * resource, a list to the resource itself.
 */
export function linksOf(contracts: readonly RouteContract[]): ReadonlyMap<string, Record<string, Link>> {
  const owners = new Map<unknown, RouteContract>();
  for (const route of contracts)
    if (route.method === 'get' && !route.root && !route.produces && /^[^:]*\/:\w+$/.test(route.path))
      owners.set(kindOf(route), route);
  owners.delete(undefined);
  const out = new Map<string, Record<string, Link>>();
  for (const route of contracts) {
    const kind = kindOf(route);
    const owner = owners.get(kind);
    if (owner) out.set(route.id, links(below(contracts, owner, route), owner, ''));
    const items = typeof kind === 'string' && kind.endsWith('List') && owners.get(kind.slice(0, -4));
    if (items) out.set(route.id, links([items], items, 'data/0/'));
  }
  return out;
}

/** What tells answers apart: the component that they are, or the schema. A secret that is shown once does not make another one. */
const kindOf = (route: RouteContract): unknown =>
  route.response ?? (answerOf(route.id) as { $ref?: string } | null)?.$ref?.replace(/WithSecret$/, '');

const below = (contracts: readonly RouteContract[], owner: RouteContract, from: RouteContract) =>
  contracts.filter(
    ({ id, path }) =>
      id !== from.id &&
      (path === owner.path || path.startsWith(`${owner.path}/`)) &&
      path.split(':').length === 2,
  );

function links(to: readonly RouteContract[], owner: RouteContract, at: string): Record<string, Link> {
  const parameter = owner.path.split(':')[1]!;
  const value = `$response.body#/${at}${parameter === 'name' ? 'name' : 'id'}`;
  return Object.fromEntries(
    to.map(({ id }) => [id, { operationId: id, parameters: { [parameter]: value } }]),
  );
}
