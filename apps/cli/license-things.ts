import { answer } from '#client/client.js';
import { ApiError } from '#client/errors.js';
import type { Session } from './session.js';
import type { Review } from './views.js';

/** A base model or data set that a review asks about, as people know it. */
export interface Thing {
  name: string;
  declared: string | null;
  /** The member who declared the license by name; null where nobody was named. */
  by: string | null;
}

const IDS = /\b(?:dsv|bm)_[0-9a-z]+/g;

/** What the findings and the subject of a review name, by id. What is gone, or may not be read, stays an id. */
export async function thingsIn(session: Session, { subject, findings }: Review): Promise<Map<string, Thing>> {
  const named = [subject.id, ...findings.map(({ node }) => node)].join(' ');
  const ids = [...new Set(named.match(IDS) ?? [])];
  const found = await Promise.all(ids.map(async (id) => [id, await thing(session, id)] as const));
  return new Map(found.filter((one): one is [string, Thing] => one[1] !== null));
}

async function thing({ client }: Session, id: string): Promise<Thing | null> {
  try {
    const params = { path: { id } };
    if (id.startsWith('bm_')) {
      const { slug, license } = await answer(client.GET('/v1/base_models/{id}', { params }));
      return { name: slug, declared: license?.declared ?? null, by: null };
    }
    const { dataset_id, number, license } = await answer(client.GET('/v1/dataset_versions/{id}', { params }));
    const path = { id: dataset_id };
    const { name } = await answer(client.GET('/v1/datasets/{id}', { params: { path } }));
    return { name: `${name}@${number}`, declared: license.declared, by: license.declared_by };
  } catch (error) {
    if (error instanceof ApiError && error.status < 500) return null;
    throw error;
  }
}
