import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer } from '#client/client.js';
import type { OpenApi } from '../../apps/api/http/openapi.js';
import { Service } from './harness.js';

const ROLES = ['viewer', 'engineer', 'reviewer', 'deployer', 'admin'] as const;
type Role = (typeof ROLES)[number];

interface Operation {
  name: string;
  method: string;
  path: string;
  /** Null: open to everyone. */
  roles: string[] | null;
}

let service: Service;
const keys = {} as Record<Role, string>;
let revoked = '';
let operations: Operation[] = [];

beforeAll(async () => {
  service = await Service.start({ programs: ['api'] });
  const client = service.client();
  const create = (name: string, roles: Role[]) =>
    answer(client.POST('/v1/api_keys', { body: { name, roles } }));
  for (const role of ROLES) keys[role] = (await create(role, [role]))['key'] as string;
  const gone = await create('revoked', ['admin']);
  revoked = gone['key'] as string;
  await client.DELETE('/v1/api_keys/{id}', { params: { path: { id: gone.id } } });
  operations = listOf(
    (await (await service.call('GET', '/openapi.json', undefined, null)).json()) as OpenApi,
  );
}, 120_000);
afterAll(() => service?.stop(), 60_000);

function listOf({ paths }: OpenApi): Operation[] {
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([method, operation]) => ({
      name: operation.operationId,
      method: method.toUpperCase(),
      // an id of nothing: who is let in meets 400 or 404, and changes nothing
      path: path.replace(/\{\w+\}/g, 'none'),
      roles: (operation as { 'x-roles'?: string[] })['x-roles'] ?? null,
    })),
  );
}

async function outcome(
  { method, path }: Operation,
  key: string | null,
): Promise<'in' | 'denied' | 'unknown'> {
  const response = await service.call(method, path, ['GET', 'DELETE'].includes(method) ? undefined : {}, key);
  const { error } = (await response.json().catch(() => ({}))) as { error?: { code?: string } };
  if (response.status === 401) return 'unknown';
  return response.status === 403 && error?.code === 'insufficient_permissions' ? 'denied' : 'in';
}

describe('who may call what', () => {
  it('covers every operation, and none of them by accident', () => {
    expect(operations.length).toBeGreaterThan(70);
    const open = operations.filter(({ roles }) => roles === null).map(({ name }) => name);
    expect(open.sort()).toEqual([
      'counsel_open',
      'hub_validate_yaml',
      'livez',
      'metrics',
      'objects_content',
      'readyz',
    ]);
  });

  it.each(ROLES)(
    'lets %s in exactly where the contract names the role',
    async (role) => {
      const before = await service.kept();
      const found: Record<string, string> = {};
      const wanted: Record<string, string> = {};
      for (const operation of operations) {
        if (operation.roles === null) continue;
        found[operation.name] = await outcome(operation, keys[role]);
        wanted[operation.name] = operation.roles.includes(role) ? 'in' : 'denied';
      }
      expect(found).toEqual(wanted);
      expect(await service.kept()).toEqual(before);
    },
    120_000,
  );

  it.each([
    ['no key', () => null],
    ['a key of nobody', () => 'lk_0123456789012345678901234567890123456789'],
    ['a revoked key', () => revoked],
  ])(
    'answers 401 to %s everywhere',
    async (_what, key) => {
      const guarded = operations.filter(({ roles }) => roles !== null);
      const found = await Promise.all(guarded.map(async (one) => [one.name, await outcome(one, key())]));
      expect(found.filter(([, answer]) => answer !== 'unknown')).toEqual([]);
    },
    60_000,
  );

  it('keeps the metrics from whoever has neither token nor admin key', async () => {
    expect((await service.call('GET', '/metrics', undefined, null)).status).toBe(401);
    expect((await service.call('GET', '/metrics', undefined, keys.viewer)).status).not.toBe(200);
    expect((await service.call('GET', '/metrics')).status).toBe(200);
  });
});
