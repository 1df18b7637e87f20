import { createServer } from 'node:net';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { answer } from '#client/client.js';
import { removeTree } from '#platform/remove-tree.js';
import type { OpenApi } from '../../apps/api/http/openapi.js';
import { Browser } from '../support/browser.js';
import { OidcIssuer } from '../support/oidc-issuer.js';
import { Service } from './harness.js';
import { COLUMNS, lineOf, TABLE } from './roles.table.js';

const ROLES = ['viewer', 'engineer', 'reviewer', 'deployer', 'admin'] as const;
type Role = (typeof ROLES)[number];

interface Operation {
  name: string;
  method: string;
  path: string;
  raw: { 'x-roles'?: string[]; 'x-scope'?: string; 'x-people'?: boolean };
}
/** One request as somebody: answers the response. */
type Send = (operation: Operation) => Promise<Response>;

let service: Service;
let issuer: OidcIssuer;
let folder = '';
const keys = {} as Record<Role, string>;
const browsers = {} as Record<Role, Browser>;
const special = {} as Record<'revoked' | 'expired' | 'program' | 'readers' | 'audits', string>;
let operations: Operation[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'luthier-roles-'));
  issuer = await OidcIssuer.start([{ id: 'luthier', secret: 'hush' }]);
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'hush\n');
  chmodSync(secret, 0o600);
  const port = await freePort();
  service = await Service.start({
    programs: ['api'],
    env: {
      LUTHIER_PORT: String(port),
      LUTHIER_RATE_LIMIT_PER_MINUTE: '0',
      LUTHIER_FAILED_AUTH_PER_MINUTE: '0',
      LUTHIER_OIDC_ISSUER: issuer.url,
      LUTHIER_EGRESS_ALLOW: new URL(issuer.url).host,
      LUTHIER_OIDC_CLIENT_ID: 'luthier',
      LUTHIER_OIDC_CLIENT_SECRET_FILE: secret,
    },
  });
  operations = listOf(
    (await (await service.call('GET', '/openapi.json', undefined, null)).json()) as OpenApi,
  );
  await makeKeys();
  for (const role of ROLES) browsers[role] = await logIn(role);
}, 180_000);
afterAll(async () => {
  await service?.stop();
  await issuer?.close();
  await removeTree(folder);
}, 60_000);

async function makeKeys(): Promise<void> {
  const client = service.client();
  const create = async (name: string, more: object) => {
    const body = { name, roles: ['admin' as const], ...more };
    return answer(client.POST('/v1/api_keys', { body }));
  };
  const soon = Math.ceil(Date.now() / 1000) + 5;
  special.expired = (await create('expired', { expires_at: soon }))['key'] as string;
  for (const role of ROLES) keys[role] = (await create(role, { roles: [role] }))['key'] as string;
  const gone = await create('revoked', {});
  await client.DELETE('/v1/api_keys/{id}', { params: { path: { id: gone.id } } });
  special.revoked = gone['key'] as string;
  const program = await answer(
    client.POST('/v1/members', { body: { name: 'program', kind: 'service_account' } }),
  );
  special.program = (await create('program', { member: program.id }))['key'] as string;
  const reads = new Set(
    operations.map(({ raw }) => raw['x-scope'] ?? '').filter((one) => one.endsWith(':read')),
  );
  special.readers = (await create('reads', { scopes: [...reads] }))['key'] as string;
  special.audits = (await create('audits', { scopes: ['audit:read'] }))['key'] as string;
  await new Promise((over) => setTimeout(over, Math.max(0, soon * 1000 - Date.now())));
}

async function logIn(role: Role): Promise<Browser> {
  const email = `${role}@example.org`;
  issuer.person = { sub: role, email, email_verified: true, name: role };
  await service.call('POST', '/v1/invitations', { email, roles: [role] });
  const browser = new Browser(service.baseUrl, service.baseUrl);
  expect((await browser.login()).status).toBe(302);
  return browser;
}

function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => done(port));
    });
  });
}

function listOf({ paths }: OpenApi): Operation[] {
  return Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([method, operation]) => ({
      name: operation.operationId,
      method: method.toUpperCase(),
      // an id of nothing: who is let in meets 400 or 404, and changes nothing
      path: path.replace(/\{\w+\}/g, 'none'),
      raw: operation,
    })),
  );
}

const REFUSALS = ['insufficient_permissions', 'insufficient_scope', 'person_required', 'csrf_failed'];
const bodyOf = (method: string) => (['GET', 'DELETE'].includes(method) ? undefined : {});
const withKey =
  (key: string | null): Send =>
  ({ method, path }) =>
    service.call(method, path, bodyOf(method), key);

/** `in`, or the code of the refusal. */
async function outcome(send: Send, operation: Operation): Promise<string> {
  const response = await send(operation);
  const { error } = (await response.json().catch(() => ({}))) as { error?: { code?: string } };
  if (response.status === 401 || REFUSALS.includes(error?.code ?? '')) return error?.code ?? '401';
  return 'in';
}

/**
 * Everybody may replace the key in use and make a link that stands for it; neither takes an id that could be of nothing.
 * keys.it.spec.ts, members.it.spec.ts and key-sessions.it.spec.ts try them.
 */
const LASTING = ['api_keys_rotate', 'login_links_create'];
const guarded = () => operations.filter(({ name }) => TABLE[name] !== 'open' && !LASTING.includes(name));

/** Every operation as somebody, held against what the table says; a try changes nothing. */
async function walk(send: Send, wanted: (operation: Operation) => string): Promise<void> {
  const before = await service.kept();
  const [found, table]: Record<string, string>[] = [{}, {}];
  for (const operation of guarded()) {
    found![operation.name] = await outcome(send, operation);
    table![operation.name] = wanted(operation);
  }
  expect(found).toEqual(table);
  expect(await service.kept()).toEqual(before);
}

describe('the table of who may call what', () => {
  it('has a line for every operation, and none for others', () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(TABLE).sort());
  });

  it('says what the document says', () => {
    for (const { name, raw } of operations) {
      const line = lineOf(name);
      const roles = line && ROLES.filter((role) => line.may[role]);
      expect({ name, roles: raw['x-roles']?.slice().sort() ?? null, scope: raw['x-scope'] ?? null }).toEqual({
        ...{ name, roles: roles?.slice().sort() ?? null, scope: line?.scope ?? null },
      });
      if (line)
        expect({ name, people: raw['x-people'] === true }).toEqual({
          name,
          people: !line.may['service account'],
        });
    }
  });

  it('opens little to everyone, and none of it by accident', () => {
    const open = operations.filter(({ name }) => lineOf(name) === null).map(({ name }) => name);
    expect(open.sort()).toEqual([
      ...[
        'auth_callback',
        'auth_cli',
        'auth_login',
        'auth_logout',
        'auth_me',
        'auth_methods',
        'auth_session_create',
        'counsel_open',
        'hub_validate_yaml',
        'livez',
      ],
      ...['metrics', 'objects_content', 'oidc_token_exchange', 'readyz'],
    ]);
    expect(COLUMNS.slice(0, 5)).toEqual(ROLES);
  });
});

describe('what the service answers', () => {
  const byRole = (role: Role) => (operation: Operation) =>
    lineOf(operation.name)!.may[role] ? 'in' : 'insufficient_permissions';

  it.each(ROLES)(
    'to a key of %s is what the table says',
    (role) => walk(withKey(keys[role]), byRole(role)),
    120_000,
  );

  it.each(ROLES)(
    'to a page where %s has logged in is what the table says',
    async (role) => {
      const { csrf_token } = (await browsers[role].me()) as { csrf_token: string };
      const headers = {
        origin: service.baseUrl,
        'sec-fetch-site': 'same-origin',
        'x-csrf-token': csrf_token,
      };
      await walk(
        ({ method, path }) => browsers[role].send(method, path, headers, bodyOf(method)),
        byRole(role),
      );
    },
    120_000,
  );

  it('to a session without proof of its page is a refusal of every change', async () => {
    await walk(
      ({ method, path }) => browsers.admin.send(method, path, {}, bodyOf(method)),
      ({ method }) => (method === 'GET' ? 'in' : 'csrf_failed'),
    );
  }, 120_000);

  it('to a service account with all rights is a refusal of what people do', async () => {
    await walk(withKey(special.program), ({ name }) =>
      lineOf(name)!.may['service account'] ? 'in' : 'person_required',
    );
  }, 120_000);

  it('to a key that is scoped down is a refusal of all else', async () => {
    const within = (has: (scope: string) => boolean) => (operation: Operation) =>
      has(lineOf(operation.name)!.scope) ? 'in' : 'insufficient_scope';
    await walk(
      withKey(special.readers),
      within((scope) => scope.endsWith(':read')),
    );
    await walk(
      withKey(special.audits),
      within((scope) => scope === 'audit:read'),
    );
  }, 120_000);

  it.each([
    ['no key', () => null, 'missing_api_key'],
    ['a key of nobody', () => `lu-${'0'.repeat(43)}`, 'invalid_api_key'],
    ['a revoked key', () => special.revoked, 'invalid_api_key'],
    ['an expired key', () => special.expired, 'api_key_expired'],
  ])('to %s is 401', (_what, key, code) => walk(withKey(key()), () => code), 120_000);

  it('to a session of nobody is 401', async () => {
    const nobody = new Browser(service.baseUrl, service.baseUrl);
    nobody.cookies.set('luthier_session', 'n'.repeat(43));
    await walk(
      ({ method, path }) => nobody.send(method, path, {}, bodyOf(method)),
      () => 'session_expired',
    );
    expect((await nobody.send('GET', '/auth/me')).status).toBe(401);
    expect((await nobody.send('POST', '/auth/logout')).status).toBe(401);
  }, 120_000);

  it('keeps the metrics from whoever has neither token nor admin key', async () => {
    expect((await service.call('GET', '/metrics', undefined, null)).status).toBe(401);
    for (const key of [keys.viewer, special.expired, special.audits])
      expect((await service.call('GET', '/metrics', undefined, key)).status).not.toBe(200);
    expect((await service.call('GET', '/metrics')).status).toBe(200);
  });
});
