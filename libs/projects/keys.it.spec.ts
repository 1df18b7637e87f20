import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AccessApp, type Answer, openAccessApp } from '../../test/support/access-app.js';
import { hashApiKey } from './api-key.js';

let app: AccessApp;
let project: Awaited<ReturnType<AccessApp['project']>>;
beforeAll(async () => {
  app = await openAccessApp({ maxDays: 30 });
  project = await app.project();
}, 60_000);
afterAll(() => app?.close());

const told = ({ status, body }: Answer) => `${status} ${body.error?.code ?? ''}`.trim();
const read = async (key: string) => told(await app.call('GET', '/v1/members', key));

describe('a key with an end', () => {
  it('opens until then, and says afterwards why it does not', async () => {
    const { key } = await project.key(['viewer'], { expires_at: app.now() + 60 });
    expect(await read(key)).toBe('200');
    app.later(61);
    expect(await read(key)).toBe('401 api_key_expired');
    expect((await app.call('GET', '/v1/members', `${key}x`)).body.error?.code).toBe('invalid_api_key');
  });

  it('lives at most as long as the installation allows, and that long where nobody says', async () => {
    const { body } = await project.make({ roles: ['viewer'] });
    expect(body['expires_at']).toBe(app.now() + 30 * 86_400);
    const longer = await project.make({ roles: ['viewer'], expires_at: app.now() + 31 * 86_400 });
    expect({ ...longer.body.error }).toMatchObject({ code: 'invalid_value', param: 'expires_at' });
    expect(told(await project.make({ roles: ['viewer'], expires_at: app.now() - 1 }))).toBe(
      '400 invalid_value',
    );
    expect(told(await project.make({ roles: ['viewer'], expires_at: 1e15 }))).toBe('400 invalid_value');
  });

  it('makes nobody a reviewer once it has expired', async () => {
    await project.key(['reviewer'], { member: 'Ada', expires_at: Math.floor(Date.now() / 1000) + 3600 });
    const list = async () =>
      (await app.call('GET', '/v1/members', project.admin)).body['data'] as {
        name: string;
        roles: string[];
      }[];
    expect((await list()).find(({ name }) => name === 'Ada')?.roles).toEqual(['reviewer']);
    await app.t.db.tx({ projectId: '*' }, (tx) =>
      tx.apiKey.updateMany({ where: { member: { name: 'Ada' } }, data: { expiresAt: new Date(0) } }),
    );
    expect((await list()).find(({ name }) => name === 'Ada')?.roles).toEqual([]);
  });
});

describe('a key with scopes', () => {
  it('opens what they name and nothing else, whatever its roles', async () => {
    const { key } = await project.key(['admin'], { scopes: ['projects:read'] });
    expect(await read(key)).toBe('200');
    expect(told(await app.call('GET', '/v1/audit_events', key))).toBe('403 insufficient_scope');
    const write = await app.call('POST', '/v1/members', key, { name: 'Nobody' });
    expect(told(write)).toBe('403 insufficient_scope');
    expect(write.body.error?.message).toContain('projects:write');
  });

  it('is not made with a scope that there is not', async () => {
    const { status, body } = await project.make({ roles: ['viewer'], scopes: ['files:reed'] });
    expect({ status, param: body.error?.param }).toEqual({ status: 400, param: 'scopes' });
    expect(body.error?.message).toContain('There is no scope');
  });

  it('never makes one with more than it has', async () => {
    const { key } = await project.key(['admin'], { scopes: ['projects:read', 'projects:write'] });
    const make = (body: object) => project.make(body, key);
    expect(told(await make({ roles: ['admin'] }))).toBe('403 exceeds_own_rights');
    expect(told(await make({ roles: ['viewer'], scopes: ['audit:read'] }))).toBe('403 exceeds_own_rights');
    expect(told(await make({ roles: ['viewer'], scopes: ['projects:read'] }))).toBe('200');
    const { id } = await project.key(['admin']);
    expect(told(await app.call('POST', `/v1/api_keys/${id}/rotate`, key, {}))).toBe('403 exceeds_own_rights');
    const fresh = { name: 'elsewhere', declared_use: { purpose: 'internal', commercial: true } };
    expect(told(await app.call('POST', '/v1/projects', key, fresh))).toBe('403 exceeds_own_rights');
  });
});

describe('rotation', () => {
  const rotate = (id: string, body: object = {}) =>
    app.call('POST', `/v1/api_keys/${id}/rotate`, project.admin, body);

  it('gives a key with the same rights, and the old one its time', async () => {
    const old = await project.key(['viewer'], { scopes: ['projects:read'], member: 'Rob' });
    const { body } = await rotate(old.id, { overlap_seconds: 600 });
    expect(body).toMatchObject({ roles: ['viewer'], scopes: ['projects:read'], name: 'k' });
    expect([await read(old.key), await read(body['key'] as string)]).toEqual(['200', '200']);
    app.later(601);
    expect(await read(old.key)).toBe('401 api_key_expired');
    expect(await read(body['key'] as string)).toBe('200');
    expect((await project.audited('api_key.rotated'))[0]).toMatchObject({
      target: { id: old.id },
      facts: { by: body['id'], overlap_seconds: 600 },
    });
  });

  it('ends the old key at once where no overlap is asked for', async () => {
    const old = await project.key(['viewer']);
    expect((await rotate(old.id)).status).toBe(200);
    expect(await read(old.key)).toBe('401 invalid_api_key');
    expect(told(await rotate(old.id))).toBe('404 api_key_not_found');
  });

  it('gives one successor, also to two who ask at once', async () => {
    const old = await project.key(['viewer']);
    const both = await Promise.all([1, 2].map(() => rotate(old.id, { overlap_seconds: 60 })));
    expect(both.map(told).sort()).toEqual(['200', '409 api_key_rotated']);
  });

  it('does not let a key live longer than it was to', async () => {
    const old = await project.key(['viewer'], { expires_at: app.now() + 30 });
    await rotate(old.id, { overlap_seconds: 86_400 });
    app.later(31);
    expect(await read(old.key)).toBe('401 api_key_expired');
    expect(told(await rotate(old.id, { overlap_seconds: 86_401 }))).toBe('400 invalid_value');
  });

  it("is not for another project's key", async () => {
    const { id } = await (await app.project()).key(['viewer']);
    expect(told(await rotate(id))).toBe('404 api_key_not_found');
  });
});

describe('a service account', () => {
  const account = async (roles: string[], name: string) => {
    const made = await app.call('POST', '/v1/members', project.admin, { name, kind: 'service_account' });
    return project.key(roles as never, { member: made.body['id'] as string });
  };

  it('does its work, and lets nobody in, whatever its roles', async () => {
    const { key } = await account(['admin'], 'deployer bot');
    expect(await read(key)).toBe('200');
    const tries: [string, string, object][] = [
      ['POST', '/v1/members', { name: 'Mallory' }],
      ['PATCH', '/v1/members/mem_none', { roles: ['admin'] }],
      ['DELETE', '/v1/members/mem_none', {}],
      ['POST', '/v1/projects', { name: 'own', declared_use: {} }],
      ['POST', '/v1/api_keys', { name: 'k', roles: ['reviewer'], member: 'Mallory' }],
      ['POST', '/v1/api_keys', { name: 'k', roles: ['viewer'], member: 'owner' }],
    ];
    for (const [method, path, body] of tries)
      expect(`${path} ${told(await app.call(method, path, key, body))}`).toBe(`${path} 403 person_required`);
    expect((await project.make({ roles: ['viewer'] }, key)).status).toBe(200);
  });

  it('reviews nothing and does not log in', async () => {
    const { body } = await app.call('POST', '/v1/members', project.admin, {
      ...{ name: 'review bot', kind: 'service_account' },
    });
    const id = body['id'] as string;
    expect(told(await project.make({ roles: ['reviewer'], member: id }))).toBe('400 invalid_value');
    const roles = await app.call('PATCH', `/v1/members/${id}`, project.admin, { roles: ['viewer'] });
    expect(told(roles)).toBe('400 invalid_value');
  });
});

describe('a refusal', () => {
  it('is on record with who, what and why, once a minute, and never with the key', async () => {
    const { id, key } = await project.key(['viewer']);
    for (let i = 0; i < 5; i += 1) await app.call('POST', '/v1/members', key, { name: 'x' });
    const mine = async () => (await project.audited('access.refused')).filter(({ actor }) => actor === id);
    expect(await mine()).toMatchObject([
      { target: { id: 'members_create' }, facts: { code: 'insufficient_permissions' } },
    ]);
    app.later(61);
    await app.call('POST', '/v1/members', key, { name: 'x' });
    expect((await mine())[0]?.facts['left_out']).toBe(4);
    await app.call('DELETE', `/v1/api_keys/${id}`, project.admin);
    expect(await read(key)).toBe('401 invalid_api_key');
    expect((await mine()).map(({ facts }) => facts['code'])).toContain('invalid_api_key');
    const stranger = `lu-${'a'.repeat(43)}`;
    await read(stranger);
    expect(app.lines.some((line) => line.includes('access refused') && line.includes('members_list'))).toBe(
      true,
    );
    const written = JSON.stringify(await project.audited('access.refused')) + app.lines.join('');
    for (const secret of [key, stranger, hashApiKey(key)]) expect(written).not.toContain(secret);
  });

  it('names the project that a key does not open', async () => {
    const { key } = await project.key(['viewer']);
    const other = await app.project();
    const response = await fetch(`${app.base}/v1/members`, {
      headers: { authorization: `Bearer ${key}`, 'openai-project': other.id },
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ error: { code: 'project_mismatch' } });
  });
});

describe('the last admin', () => {
  it('stays: neither an expired key nor one of a token counts as another', async () => {
    const own = await app.project();
    const { body } = await app.call('GET', '/v1/members', own.admin);
    const [owner] = body['data'] as { id: string }[];
    await own.key(['admin'], { member: 'Ops', scopes: ['projects:read'] });
    const { key } = await own.key(['admin'], { member: 'Soon', expires_at: app.now() + 5 });
    app.later(6);
    const removed = await app.call('DELETE', `/v1/members/${owner!.id}`, own.admin);
    expect(told(removed)).toBe('409 last_admin');
    expect(await read(key)).toBe('401 api_key_expired');
  });
});
