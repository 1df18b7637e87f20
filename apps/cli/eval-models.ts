import { answer } from '#client/client.js';
import type { components } from '#client/schema.js';
import { baseSlugs } from './base-slugs.js';
import { orNone } from './or-none.js';
import type { Session } from './session.js';

type ModelVersion = components['schemas']['ModelVersion'];

/** What an evaluation asked, in words, by its id: `ticket-bot@2 gguf`, the slug of a base model. */
export function namesOf(
  versions: readonly Pick<ModelVersion, 'model' | 'version' | 'artifacts'>[],
  slugs: ReadonlyMap<string, string>,
): Map<string, string> {
  const names = new Map(slugs);
  for (const { model, version, artifacts } of versions)
    for (const [form, id] of Object.entries(artifacts)) names.set(id, `${model}@${version} ${form}`);
  return names;
}

/** Of the newest pipelines and base models; what is older, or was never registered, goes by its id. */
export async function modelNames(session: Session): Promise<Map<string, string>> {
  const query = { limit: '100', 'expand[]': ['model_version' as const] };
  const [pipelines, slugs] = await Promise.all([
    orNone(answer(session.client.GET('/v1/pipelines', { params: { query } }))),
    baseSlugs(session),
  ]);
  const versions = pipelines.flatMap(({ model_version: one }) =>
    one !== null && typeof one === 'object' ? [one as ModelVersion] : [],
  );
  return namesOf(versions, slugs);
}
