import { answer } from '#client/client.js';
import { orNone } from './or-none.js';
import type { Session } from './session.js';

/** What base models are called, by their ids. */
export async function baseSlugs(session: Session): Promise<Map<string, string>> {
  const query = { limit: '100' };
  const bases = await orNone(answer(session.client.GET('/v1/base_models', { params: { query } })));
  return new Map(bases.map(({ id, slug }) => [id, slug]));
}
