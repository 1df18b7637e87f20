import type { paths } from '#client/schema.js';
import { answer, api, type Schemas } from '../../api/client.js';
import { changedUse, type Inputs, servedOf } from './served.js';

type Promotion = Schemas['Promotion'];
export type Answer = Schemas['LicenseAnswer'];
type Question = paths['/v1/licenses/ask']['post']['requestBody']['content']['application/json'];

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

/** What the license rules say of each version that an alias points at, with another declared use; nothing is stored. */
export async function tryUse(now: Declared, next: Declared): Promise<Tried[]> {
  const { data } = await answer(api.GET('/v1/promotions', { params: { query: { limit: '100' } } }));
  const tried: Tried[] = [];
  for (const one of servedOf(data)) tried.push(await tryOne(one, now, next)); // one after the other: a project asks, not a load test
  return tried;
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
