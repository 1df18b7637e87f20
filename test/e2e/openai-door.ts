import { answer } from '#client/client.js';
import type { Service } from './harness.js';
import { TINY } from './tiny-hub.js';
import { eventually } from './wait.js';
import { changeProject } from '../support/change-project.js';

/** What OpenAI has ready made: a base model, and a standing word on the license of what is uploaded. */
export async function openDoor(service: Service): Promise<void> {
  const client = service.client();
  await changeProject(service.baseUrl, service.adminKey, {
    default_dataset_license: 'LicenseRef-own-data',
    default_dataset_license_declared_by: 'Dana Owens',
  });
  const source = { type: 'hub' as const, repo: TINY.repo, revision: TINY.revision };
  await answer(client.POST('/v1/base_models/import', { body: { slug: TINY.slug, source } }));
  const base = { params: { path: { id: TINY.slug } } };
  const get = () => answer(client.GET('/v1/base_models/{id}', base));
  await eventually(get, ({ state }) => state === 'ready', 120);
}
