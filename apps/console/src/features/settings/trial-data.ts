import type { paths } from '#client/schema.js';
import { answer, api, type Schemas } from '../../api/client.js';

type Promotion = Schemas['Promotion'];
export type Answer = Schemas['LicenseAnswer'];
type Question = paths['/v1/licenses/ask']['post']['requestBody']['content']['application/json'];

/** The question as it was frozen with its answer; the schema of a decision leaves its shape open. */
interface Inputs {
  use: Record<string, unknown>;
  profile: string;
  /** Fields of the use that are the question's own, whatever the project declares. */
  own?: string[];
}
export interface Tried {
  id: string;
  model: string;
  alias: string;
  version: string;
  before: Answer['verdict'];
  after: Answer;
}
interface Declared {
  use: Record<string, unknown>;
  profile: string;
}
const MOST = 20;

/** What the license rules say of each version that an alias points at, with another declared use; nothing is stored. */
export async function tryUse(now: Declared, next: Declared, signal?: AbortSignal): Promise<Tried[]> {
  const query = { limit: '100' };
  const { data } = await answer(api.GET('/v1/promotions', { params: { query }, signal }));
  return Promise.all(
    servedOf(data)
      .slice(0, MOST)
      .map((one) => tryOne(one, now, next)),
  );
}

async function tryOne(of: Promotion, now: Declared, next: Declared): Promise<Tried> {
  const params = { path: { id: idOf(of.decision)! } };
  const decision = await answer(api.GET('/v1/license_decisions/{id}', { params }));
  const { inputs } = decision as typeof decision & { inputs: Inputs };
  const use = changedUse(inputs, now.use, next.use);
  const profile = now.profile === next.profile ? inputs.profile : next.profile;
  const body = { ...inputs, use, profile } as unknown as Question;
  const after = await answer(api.POST('/v1/licenses/ask', { body }));
  const { name } = await answer(
    api.GET('/v1/registered_models/{name}', { params: { path: { name: of.model } } }),
  );
  return {
    ...{ id: of.id, model: name, alias: of.alias, version: idOf(of.version)! },
    ...{ before: decision.verdict, after },
  };
}

const idOf = (ref: string | { id: string } | null): string | null =>
  ref !== null && typeof ref === 'object' ? ref.id : ref;

/** The newest promotion of each alias that came through. */
export function servedOf<P extends Pick<Promotion, 'model' | 'alias' | 'state' | 'decision'>>(
  newestFirst: readonly P[],
): P[] {
  const served = new Map<string, P>();
  for (const one of newestFirst)
    if (one.state === 'succeeded' && one.decision !== null && !served.has(`${one.model} ${one.alias}`))
      served.set(`${one.model} ${one.alias}`, one);
  return [...served.values()];
}

/** The use of an old question with what differs between two declared uses; its own fields stay. */
export function changedUse(
  { use, own = [] }: Pick<Inputs, 'use' | 'own'>,
  now: Record<string, unknown>,
  next: Record<string, unknown>,
): Record<string, unknown> {
  const result = { ...use };
  for (const field of new Set([...Object.keys(now), ...Object.keys(next)])) {
    if (own.includes(field) || JSON.stringify(now[field]) === JSON.stringify(next[field])) continue;
    if (next[field] === undefined) delete result[field];
    else result[field] = next[field];
  }
  return result;
}
