import { answer } from '#client/client.js';
import { findDataset } from './data.js';
import { CliError, EXIT } from './exits.js';
import type { Session } from './session.js';
import { versionOf } from './versions.js';
import { idOf } from './views.js';

const PAGES = ['jobs', 'reviews', 'models', 'datasets', 'base-models', 'audit', 'deployments', 'settings'];

type Ask = (client: Session['client'], id: string) => Promise<{ id: string }>;
/** Ids whose page is at their own address, and how the service is asked whether there is such a thing. */
const OWN: readonly (readonly [RegExp, string, Ask])[] = [
  [/^job_/, 'jobs', (client, id) => answer(client.GET('/v1/jobs/{id}', at(id)))],
  [/^rev_/, 'reviews', (client, id) => answer(client.GET('/v1/reviews/{id}', at(id)))],
  [/^dep_/, 'deployments', (client, id) => answer(client.GET('/v1/deployments/{id}', at(id)))],
  [/^bm_/, 'base-models', (client, id) => answer(client.GET('/v1/base_models/{id}', at(id)))],
];
const at = (id: string) => ({ params: { path: { id } } });

/** Where the console shows a thing: an id, a model (`name@3`, `name:production`), a data set or a page. Throws CliError 2 or 5. */
export async function consolePath(session: Session, ref: string): Promise<string> {
  if (PAGES.includes(ref)) return `/${ref}`;
  const id = ref.replace(/^ftjob-/, 'job_');
  const own = OWN.find(([prefix]) => prefix.test(id));
  if (own) return `/${own[1]}/${encodeURIComponent((await own[2](session.client, id)).id)}`;
  if (ref.startsWith('prm_')) {
    const { version } = await answer(session.client.GET('/v1/promotions/{id}', at(ref)));
    return versionPath(session, idOf(version)!);
  }
  if (/^(mv_|ft:)/.test(ref) || /^[^@:]+[@:]/.test(ref)) return versionPath(session, ref);
  if (ref.startsWith('dsv_')) {
    const version = await answer(session.client.GET('/v1/dataset_versions/{id}', at(ref)));
    return `/datasets/${version.dataset_id}?version=${version.id}`;
  }
  if (/^(eval_|pipe_|art_|dec_)/.test(ref))
    throw new CliError(
      `the console has no page of ${ref} alone`,
      EXIT.usage,
      'open its job or model version; luthier api GET shows it here',
    );
  const dataset = ref.startsWith('ds_') ? ref : await findDataset(session, ref);
  if (dataset) return `/datasets/${dataset}`;
  const params = { path: { name: ref } };
  const model = await answer(session.client.GET('/v1/registered_models/{name}', { params }));
  return `/models/${encodeURIComponent(model.name)}`;
}

async function versionPath(session: Session, ref: string): Promise<string> {
  const { model, version } = await versionOf(session, ref);
  return `/models/${encodeURIComponent(model)}/versions/${version}`;
}
