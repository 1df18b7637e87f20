import pg from 'pg';
import type { Inside } from '../fault/inside.js';
import { seedModel } from './console-models.seed.js';
import type { Service } from './harness.js';
import { eventually } from './wait.js';

/** A version that `production` points at: its promotion is as the worker leaves one whose engine has started. */
export async function seedServed(service: Service, inside: Inside, model: string): Promise<void> {
  await seedModel(service, inside, model);
  // the model is there before its first version is
  const made = await eventually(
    () => service.call('POST', '/v1/promotions', { model, alias: 'production' }),
    ({ status }) => status === 201,
    60,
  );
  const { id } = (await made.json()) as { id: string };
  await eventually(
    async () => (await (await service.call('GET', `/v1/promotions/${id}`)).json()) as { state: string },
    ({ state }) => state === 'failed',
    60,
  );
  const admin = new URL(process.env['LUTHIER_TEST_DATABASE_URL']!);
  admin.pathname = new URL(service.database.url).pathname;
  const client = new pg.Client({ connectionString: admin.href });
  await client.connect();
  await client.query(`UPDATE promotion SET state = 'succeeded', failure = NULL WHERE id = $1`, [id]);
  await client.end();
}

/** A key of a new member; what it opens. */
export async function aKey(service: Service, name: string, role: string): Promise<string> {
  const made = await service.call('POST', '/v1/api_keys', { name, roles: [role], member: name });
  return ((await made.json()) as { key: string }).key;
}
