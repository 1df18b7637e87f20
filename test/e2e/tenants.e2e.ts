import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import type { OpenApi } from '../../apps/api/http/openapi.js';
import { type SweptOperation, sweptOperations } from './api-sweep.js';
import { type Made, openTenants, type Tenants } from './tenants.js';
import { changeProject } from '../support/change-project.js';

let tenants: Tenants;
let operations: SweptOperation[] = [];
beforeAll(async () => {
  tenants = await openTenants();
  const document = await tenants.service.call('GET', '/openapi.json', undefined, null);
  operations = sweptOperations((await document.json()) as OpenApi);
}, 180_000);
afterAll(() => tenants?.stop(), 60_000);

/** What the id in each path names; a new path must say so here. */
const NAMED: Record<string, (made: Made, project: string) => Record<string, string>> = {
  '/v1/api_keys': ({ key }) => ({ id: key }),
  '/v1/artifacts': ({ artifact }) => ({ id: artifact }),
  '/v1/base_models': ({ base }) => ({ id: base }),
  '/v1/dataset_versions': ({ version }) => ({ id: version }),
  '/v1/datasets': ({ dataset }) => ({ id: dataset }),
  '/api/models': repo,
  '/{namespace}': repo,
  '/v1/deployments': ({ deployment }) => ({ id: deployment }),
  '/v1/evaluations': ({ evaluation }) => ({ id: evaluation }),
  '/v1/judgements': ({ judgement }) => ({ id: judgement }),
  '/v1/files': ({ file }) => ({ id: file }),
  '/v1/fine_tuning': ({ job }) => ({ id: `ftjob-${job.slice(4)}` }),
  '/v1/invitations': ({ invitation }) => ({ id: invitation }),
  '/v1/oidc_trusts': ({ trust }) => ({ id: trust }),
  '/v1/jobs': ({ job }) => ({ id: job }),
  '/v1/license_decisions': ({ decision }) => ({ id: decision }),
  '/v1/members': ({ member }) => ({ id: member }),
  '/v1/lineage': ({ artifact }) => ({ id: artifact }),
  '/v1/recalls': ({ recall }) => ({ id: recall }),
  '/v1/license_overrides': ({ override }) => ({ id: override }),
  '/v1/model_versions': ({ modelVersion }) => ({ id: modelVersion, attestation: 'ats_none' }),
  '/v1/models': ({ openaiId }) => ({ model: openaiId }),
  '/v1/operations': ({ operation }) => ({ id: operation }),
  '/v1/pipelines': ({ pipeline }) => ({ id: pipeline }),
  '/v1/projects': (_, project) => ({ id: project }),
  '/v1/promotions': ({ promotion }) => ({ id: promotion }),
  '/v1/webhook_endpoints': ({ webhook }) => ({ id: webhook }),
  '/v1/webhook_deliveries': ({ delivery }) => ({ id: delivery }),
  '/v1/recipes': () => ({ name: 'finetune_sft' }),
  '/v1/compute_targets': () => ({ name: 'process' }),
  '/v1/reviews': ({ review }) => ({ id: review }),
  '/v1/uploads': ({ upload }) => ({ id: upload }),
  '/v1/review_links': ({ reviewLink }) => ({ id: reviewLink }),
  '/v1/counsel': () => ({ token: 'lc-none' }),
  '/v1/registered_models': ({ modelName }) => ({ name: modelName, alias: 'production' }),
};
function repo({ modelName }: Made, project: string): Record<string, string> {
  return { namespace: project, name: modelName, revision: 'main', folder: 'gguf', file: 'README.md' };
}
/** The catalogue of licenses, the list of recipes and the compute targets are everybody's; a link for counsel and a signed link stand for their own keys; an alias write is refused to all. */
const NOT_OURS = [
  'licenses_get',
  'recipes_get',
  'compute_targets_get',
  'compute_targets_check',
  'counsel_open',
  'objects_content',
  'registered_models_aliases_put',
  'registered_models_aliases_delete',
];

function pathOf({ path, name }: SweptOperation, made: Made, project: string): string {
  const prefix = Object.keys(NAMED).find((known) => path.startsWith(`${known}/`));
  if (!prefix) throw new Error(`say in NAMED what the id in ${path} names`);
  const ids = Object.entries(NAMED[prefix]!(made, project));
  const named = ids.reduce((whole, [key, id]) => whole.replace(`{${key}}`, encodeURIComponent(id)), path);
  const beside = { evaluations_compare: 'with', dataset_versions_diff: 'against' }[name];
  return beside ? `${named}?${beside}=${ids[0]![1]}` : named;
}

/** Bodies good enough that only the id can be at fault. */
function bodyOf({ name, method }: SweptOperation, made: Made): object | undefined {
  if (['GET', 'DELETE'].includes(method)) return undefined;
  if (name === 'dataset_versions_create') return { files: { train: made.file }, license: 'CC-BY-4.0' };
  if (name === 'registered_models_versions_create') return { job: made.job };
  if (name === 'jobs_integrations_add') return { type: 'wandb', wandb: { project: 'x' } };
  if (name === 'judgements_create') return { rubric: 'x' };
  if (name === 'uploads_complete') return { part_ids: ['part_none'] };
  if (name === 'reviews_reject') return { comment: 'no' };
  if (name === 'reviews_comment') return { text: 'hm' };
  if (name === 'reviews_revoke') return { reason: 'no' };
  if (name === 'reviews_waive') return { sha256: 'a'.repeat(64) };
  if (name === 'review_links_create') return { for: 'x' };
  if (name === 'reviews_delegate') return { member: 'owner' };
  if (name === 'attestations_create')
    return { surface: 'website', shows: ['x'], url: 'https://example.org', sha256: 'ab'.repeat(32) };
  if (name === 'webhook_endpoints_test') return { event_type: 'job.failed' };
  if (/^webhook_endpoints_(patch|update)$/.test(name)) return { name: 'not ours' };
  if (name === 'recalls_release') return { reason: 'not ours' };
  if (name === 'artifacts_publish_decision') return {};
  if (name === 'base_models_declare')
    return { training_compute: { flops: 1e20, source: 'https://example.org' } };
  if (name === 'members_update') return { notify: 'none' };
  if (name === 'projects_update') return { on_needs_review: 'wait' };
  return undefined;
}

const withId = () => operations.filter(({ path, name }) => path.includes('{') && !NOT_OURS.includes(name));

describe("another project's things", () => {
  it('are 404 at every operation with an id, under every role that may call it', async () => {
    const { service, own, other } = tenants;
    const before = await service.kept();
    const found: string[] = [];
    for (const operation of withId()) {
      for (const role of ['admin', 'engineer', 'reviewer', 'deployer', 'viewer'] as const) {
        const path = pathOf(operation, other.made, other.project);
        const answer = await service.call(
          operation.method,
          path,
          bodyOf(operation, other.made),
          own.keys[role],
        );
        const { error } = (await answer.json()) as { error?: { code: string } };
        const kept =
          answer.status === 404 || (role !== 'admin' && error?.code === 'insufficient_permissions');
        if (!kept) found.push(`${role} ${operation.method} ${path}: ${answer.status} ${error?.code}`);
      }
    }
    expect(withId().length).toBeGreaterThan(40);
    expect(found).toEqual([]);
    expect(await service.kept()).toEqual(before);
  }, 120_000);

  it('are there for their own key, so that the 404s above mean something', async () => {
    const { service, other } = tenants;
    const found: string[] = [];
    for (const operation of withId()) {
      if (operation.method !== 'GET') continue;
      const path = pathOf(operation, other.made, other.project);
      const answer = await service.call('GET', path, undefined, other.keys.admin);
      const { error } = answer.ok
        ? {}
        : ((await answer.json().catch(() => ({}))) as { error?: { code: string } });
      await answer.body?.cancel().catch(() => undefined);
      // bytes of the made-up artifact are in no store, and its version was never decided on
      if (
        answer.status === 404 &&
        !/^(object|artifact_file|document|bill_of_materials|obligations)_not_found$/.test(
          error?.code ?? '',
        ) &&
        !/has_no|report/.test(error?.code ?? '')
      )
        found.push(`${path}: ${error?.code}`);
    }
    expect(found).toEqual([]);
  }, 120_000);

  it('are in no list, whatever it is filtered by', async () => {
    const { service, own, other } = tenants;
    const filters = [
      '',
      `?pipeline=${other.made.pipeline}`,
      `?job_id=${other.made.job}`,
      `?subject=${other.made.base}`,
      `?subject=${other.made.modelVersion}`,
      `?purpose=fine-tune`,
      `?metadata[a]=b`,
      `?expand[]=project`,
    ];
    const leaked: string[] = [];
    for (const operation of operations.filter(
      ({ method, path }) => method === 'GET' && !path.includes('{') && path.startsWith('/v1/'),
    )) {
      for (const filter of filters) {
        const text = await (
          await service.call('GET', operation.path + filter, undefined, own.keys.admin)
        ).text();
        for (const id of other.ids)
          if (text.includes(id) && !filter.includes(id)) leaked.push(`${operation.path}${filter}: ${id}`);
      }
    }
    expect(leaked).toEqual([]);
  }, 120_000);

  it('are no cursor', async () => {
    const { service, own, other } = tenants;
    for (const [path, id] of [
      ['/v1/jobs', other.made.job],
      ['/v1/files', other.made.file],
      ['/v1/datasets', other.made.dataset],
      ['/v1/artifacts', other.made.artifact],
      ['/v1/promotions', other.made.promotion],
      ['/v1/reviews', other.made.review],
      ['/v1/members', other.made.member],
    ]) {
      for (const param of ['after', 'before']) {
        const answer = await service.call('GET', `${path}?${param}=${id}`, undefined, own.keys.admin);
        expect({ path, param, status: answer.status }).toEqual({ path, param, status: 400 });
      }
    }
  });

  it('cannot be named in a body: job, fine-tuning job, pipeline, promotion, chat, dataset version', async () => {
    const { service, own, other } = tenants;
    const { made } = other;
    const mine = own.made;
    const cases: [string, string, object][] = [
      ['base model', '/v1/jobs', { kind: 'finetune', base_model: made.base, dataset_version: mine.version }],
      ['slug', '/v1/jobs', { kind: 'finetune', base_model: made.slug, dataset_version: mine.version }],
      [
        'hub id',
        '/v1/jobs',
        { kind: 'finetune', base_model: `acme/${made.slug}`, dataset_version: mine.version },
      ],
      ['data', '/v1/jobs', { kind: 'finetune', base_model: mine.base, dataset_version: made.version }],
      ['adapter', '/v1/jobs', { kind: 'merge', adapter: made.artifact }],
      ['model', '/v1/jobs', { kind: 'quantize', model: made.artifact }],
      [
        'evaluated data',
        '/v1/jobs',
        { kind: 'evaluate', model: { base_model: mine.base }, dataset_version: made.version, split: 'train' },
      ],
      [
        'evaluated model',
        '/v1/jobs',
        { kind: 'evaluate', model: made.artifact, dataset_version: mine.version, split: 'train' },
      ],
      [
        'job of a pipeline',
        '/v1/pipelines',
        { jobs: [{ name: 'a', kind: 'finetune', base_model: made.base, dataset_version: mine.version }] },
      ],
      [
        'calibration data',
        '/v1/pipelines',
        {
          jobs: [
            { name: 'a', kind: 'finetune', base_model: mine.base, dataset_version: mine.version },
            { name: 'm', kind: 'merge', adapter: { job: 'a' } },
            {
              ...{ name: 'q', kind: 'quantize', model: { job: 'm' }, type: 'gptq_w4a16' },
              calibration: { dataset_version: made.version },
            },
          ],
        },
      ],
      ['training file', '/v1/fine_tuning/jobs', { model: mine.slug, training_file: made.file }],
      [
        'validation file',
        '/v1/fine_tuning/jobs',
        { model: mine.slug, training_file: mine.file, validation_file: made.file },
      ],
      ['OpenAI model', '/v1/fine_tuning/jobs', { model: made.slug, training_file: mine.file }],
      [
        'file of a version',
        `/v1/datasets/${mine.dataset}/versions`,
        { files: { train: made.file }, license: 'CC-BY-4.0' },
      ],
      ['promoted model', '/v1/promotions', { model: made.modelName, alias: 'production' }],
      [
        'promoted version',
        '/v1/promotions',
        { model: mine.modelName, version: made.modelVersion, alias: 'production' },
      ],
      [
        'ft: version',
        '/v1/promotions',
        { model: mine.modelName, version: made.openaiId, alias: 'production' },
      ],
      ['registered job', `/v1/registered_models/${mine.modelName}/versions`, { job: made.job }],
      [
        'ft: chat',
        '/v1/chat/completions',
        { model: made.openaiId, messages: [{ role: 'user', content: 'hi' }] },
      ],
      [
        'alias chat',
        '/v1/chat/completions',
        { model: made.modelName, messages: [{ role: 'user', content: 'hi' }] },
      ],
    ];
    await changeProject(service.baseUrl, service.adminKey, {
      default_dataset_license: 'LicenseRef-own-data',
      default_dataset_license_declared_by: 'Dana Owens',
    });
    const before = await service.kept();
    for (const [what, path, body] of cases) {
      const answer = await service.call('POST', path, body, own.keys.admin);
      const text = await answer.text();
      expect({ what, status: answer.status, text: answer.status === 404 ? '' : text }).toEqual({
        what,
        status: 404,
        text: '',
      });
      expect(text).not.toContain('secret of');
    }
    expect(await service.kept()).toEqual(before);
  }, 60_000);

  it('are unknown to the stream of events, and their events to our own', async () => {
    const { service, own, other } = tenants;
    const foreign = await service.call(
      'GET',
      `/v1/jobs/${other.made.job}/events/stream`,
      undefined,
      own.keys.viewer,
    );
    expect(foreign.status).toBe(404);
    const rows = await service.database.db.tx({ projectId: '*' }, (tx) =>
      tx.jobEvent.findMany({ where: { jobId: other.made.job } }),
    );
    const headers = { authorization: `Bearer ${own.keys.viewer}`, 'last-event-id': rows[0]!.id };
    const mine = await fetch(`${service.baseUrl}/v1/jobs/${own.made.job}/events/stream`, { headers });
    expect(mine.status).toBe(400);
  });
});

describe('keys and secrets', () => {
  it('are in no log, no table and no record of a process', async () => {
    const { service, own, other } = tenants;
    const secrets = [service.adminKey, ...Object.values(own.keys), ...Object.values(other.keys)];
    for (const key of secrets) {
      await service.call('GET', `/v1/models?api_key=${key}`, undefined, key);
      await service.call('GET', `/v1/${key}`, undefined, key);
      await service.call('POST', '/v1/jobs', { key }, `${key}x`);
    }
    const said = service.tail(100_000);
    const dump = await everything(service.database.url);
    const records = readdirSync('/proc')
      .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
      .map((pid) => readOr(`/proc/${pid}/cmdline`) + readOr(`/proc/${pid}/environ`))
      .join('');
    for (const key of secrets) {
      expect(said).not.toContain(key);
      expect(dump).not.toContain(key);
      expect(records).not.toContain(key);
    }
  }, 60_000);

  it('a key that is made under an Idempotency-Key is shown once, and not to whoever repeats the request', async () => {
    const { service } = tenants;
    const headers = {
      authorization: `Bearer ${service.adminKey}`,
      'content-type': 'application/json',
      'idempotency-key': 'twice',
    };
    const body = JSON.stringify({ name: 'twice', roles: ['viewer'] });
    const make = async () =>
      (await fetch(`${service.baseUrl}/v1/api_keys`, { method: 'POST', headers, body })).json() as Promise<{
        id: string;
        key: string | null;
      }>;
    const first = await make();
    expect(first.key).toMatch(/^lu-/);
    expect(await make()).toEqual({ ...first, key: null });
  });

  it('a revoked key opens nothing from the next request on', async () => {
    const { service } = tenants;
    const made = (await (
      await service.call('POST', '/v1/api_keys', { name: 'short', roles: ['viewer'] })
    ).json()) as { id: string; key: string };
    expect((await service.call('GET', '/v1/models', undefined, made.key)).status).toBe(200);
    expect((await service.call('DELETE', `/v1/api_keys/${made.id}`)).status).toBe(200);
    expect((await service.call('GET', '/v1/models', undefined, made.key)).status).toBe(401);
  });
});

describe('the database itself', () => {
  it('shows nothing to the role of the service while no project is set, and one project while it is', async () => {
    const { service, own } = tenants;
    await withClient(service.database.url, async (client) => {
      const { rows: tables } = await client.query<{ name: string }>(
        `SELECT c.relname AS name FROM pg_class c JOIN information_schema.columns i ON i.table_name = c.relname
         WHERE c.relkind = 'r' AND i.table_schema = 'public' AND i.column_name = 'project_id'`,
      );
      expect(tables.length).toBeGreaterThan(20);
      for (const { name } of tables) {
        expect({ name, rows: (await client.query(`SELECT 1 FROM "${name}"`)).rowCount }).toEqual({
          name,
          rows: 0,
        });
      }
      await client.query('BEGIN');
      await client.query(`SELECT set_config('luthier.project', $1, true)`, [own.project]);
      for (const { name } of tables) {
        const seen = await client.query<{ project_id: string }>(`SELECT DISTINCT project_id FROM "${name}"`);
        expect(seen.rows.map((row) => row.project_id).filter((id) => id !== own.project)).toEqual([]);
      }
      await expect(
        client.query(`INSERT INTO dataset (id, project_id, name) VALUES ('ds_x', 'proj_other', 'x')`),
      ).rejects.toThrow(/row-level security/);
      await client.query('ROLLBACK');
    });
  });

  it('lets nobody rewrite the audit log, and the chain shows what a superuser did to it', async () => {
    const { service } = tenants;
    const verify = async () =>
      (await (await service.call('GET', '/v1/audit_events/verify')).json()) as {
        ok: boolean;
        broken?: { why: string };
      };
    expect(await verify()).toMatchObject({ ok: true });
    await withClient(service.database.url, async (client) => {
      await client.query(`SELECT set_config('luthier.project', '*', false)`);
      for (const sql of [
        `UPDATE audit_event SET action = 'x'`,
        'DELETE FROM audit_event',
        'TRUNCATE audit_event',
        `UPDATE license_decision SET verdict = 'allow'`,
      ]) {
        await expect(client.query(sql)).rejects.toThrow(/append-only/);
      }
    });
    const admin = new URL(process.env['LUTHIER_TEST_DATABASE_URL']!);
    admin.pathname = new URL(service.database.url).pathname;
    for (const sql of [
      `UPDATE audit_event SET actor = 'somebody' WHERE seq = 3`,
      `DELETE FROM audit_event WHERE seq = 5`,
    ]) {
      await withClient(admin.href, async (client) => {
        await client.query('ALTER TABLE audit_event DISABLE TRIGGER audit_append_only');
        await client.query(sql);
        await client.query('ALTER TABLE audit_event ENABLE TRIGGER audit_append_only');
      });
      expect(await verify()).toMatchObject({ ok: false, broken: { why: expect.any(String) } });
    }
  });
});

async function everything(url: string): Promise<string> {
  return withClient(url, async (client) => {
    await client.query(`SELECT set_config('luthier.project', '*', false)`);
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
    );
    let text = '';
    for (const { name } of rows)
      text += JSON.stringify((await client.query(`SELECT t::text FROM "${name}" t`)).rows);
    return text;
  });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function readOr(path: string): string {
  try {
    return readFileSync(join(path), 'utf8');
  } catch {
    return '';
  }
}
