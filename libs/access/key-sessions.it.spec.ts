import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type AccessApp, openAccessApp } from '../../test/support/access-app.js';
import { Browser } from '../../test/support/browser.js';
import { AccessModule } from './access.module.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import { ISSUER_FETCH } from './issuer-fetch.port.js';

const PUBLIC = 'https://luthier.example.org';
const HOUR = 3600;
const OURS = { origin: PUBLIC, 'sec-fetch-site': 'same-origin' };

let app: AccessApp;
let project: Awaited<ReturnType<AccessApp['project']>>;
beforeAll(async () => {
  const settings: AccessSettings = {
    ...{ publicUrl: PUBLIC, login: null, trustedIssuers: [] },
    ...{ sessionIdleMs: HOUR * 1000, sessionMs: 12 * HOUR * 1000 },
  };
  app = await openAccessApp({
    modules: [AccessModule],
    provide: [
      { provide: ACCESS_SETTINGS, useValue: settings },
      { provide: ISSUER_FETCH, useValue: () => Promise.reject(new Error('no issuer here')) },
    ],
  });
  project = await app.project();
}, 60_000);
afterEach(() => {
  app.today();
  expect(app.lines.join('')).not.toContain('a request met a bug');
});
afterAll(() => app?.close());

const browser = () => new Browser(app.base, PUBLIC);
const enter = (one: Browser, body: unknown, headers: Record<string, string> = OURS) =>
  one.send('POST', '/auth/sessions', headers, body);
const codeOf = async (response: Response) => {
  const { error } = (await response.json().catch(() => ({}))) as { error?: { code?: string } };
  return `${response.status} ${error?.code ?? ''}`.trim();
};
const whoAt = async (one: Browser) => codeOf(await one.send('GET', '/auth/me'));
async function signedIn(key: string): Promise<Browser> {
  const one = browser();
  expect((await enter(one, { api_key: key })).status).toBe(201);
  return one;
}

describe('signing in with an API key', () => {
  it('gives a strict cookie of this host alone, with what the key may do and no more', async () => {
    const key = await project.key(['viewer']);
    const one = browser();
    const entered = await enter(one, { api_key: key.key });
    const session = (await entered.json()) as Record<string, unknown>;
    expect(one.lines.at(-1)).toMatch(
      /^__Host-luthier_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure; Max-Age=43200$/,
    );
    expect(session).toMatchObject({ person: null, key: { id: key.id, name: 'k' } });
    expect(session['projects']).toEqual([
      { id: project.id, name: project.name, member: expect.any(String), roles: ['viewer'] },
    ]);
    expect(JSON.stringify(session)).not.toContain(key.key);
    expect((await one.send('GET', '/v1/members')).status).toBe(200);
    expect(await codeOf(await one.change('POST', '/v1/members', { name: 'x' }))).toBe(
      '403 insufficient_permissions',
    );
    expect(await one.me()).toMatchObject({ key: { id: key.id }, person: null });
    expect((await app.call('GET', '/auth/methods', null)).body).toEqual({
      ...{ object: 'login_methods', provider: null, api_key: true },
    });
  });

  it('acts as the key: what it changes is on record under the key', async () => {
    const one = await signedIn(project.admin);
    expect((await one.change('POST', '/v1/members', { name: 'made in a browser' })).status).toBe(200);
    const { key } = (await one.me()) as { key: { id: string } };
    const [newest] = await project.audited('member.added');
    expect(newest!.actor).toBe(key.id);
  });

  it('wants a page of ours and its token for every change', async () => {
    const one = await signedIn(project.admin);
    const token = ((await one.me()) as { csrf_token: string }).csrf_token;
    const post = (headers: Record<string, string>) =>
      one.send('POST', '/v1/members', headers, { name: 'no' });
    expect(await codeOf(await post(OURS))).toBe('403 csrf_failed');
    expect(await codeOf(await post({ 'x-csrf-token': token, origin: 'https://evil.example' }))).toBe(
      '403 csrf_failed',
    );
    expect(await codeOf(await post({ ...OURS, 'x-csrf-token': 'x'.repeat(token.length) }))).toBe(
      '403 csrf_failed',
    );
  });

  it('is not done by a page of others, nor with what opens nothing', async () => {
    const one = browser();
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect(await codeOf(await enter(one, { api_key: project.admin }, foreign))).toBe('403 csrf_failed');
    expect(await codeOf(await enter(one, { api_key: project.admin }, {}))).toBe('403 csrf_failed');
    expect(await codeOf(await enter(one, { api_key: 'lu_wrong' }))).toBe('401 invalid_api_key');
    expect(await codeOf(await enter(one, {}))).toBe('400 invalid_value');
    expect(await codeOf(await enter(one, { api_key: 'a', code: 'b' }))).toBe('400 invalid_value');
    const gone = await project.key(['viewer']);
    await app.call('DELETE', `/v1/api_keys/${gone.id}`, project.admin);
    expect(await codeOf(await enter(one, { api_key: gone.key }))).toBe('401 invalid_api_key');
    const bot = await app.call('POST', '/v1/members', project.admin, {
      name: 'bot',
      kind: 'service_account',
    });
    const program = await project.key(['viewer'], { member: bot.body['id'] });
    expect(await codeOf(await enter(one, { api_key: program.key }))).toBe('403 person_required');
    expect(one.cookies.size).toBe(0);
    expect(app.lines.join('')).not.toContain('lu_wrong');
  });

  it('ends with the key, with a logout, and when nobody comes back', async () => {
    const key = await project.key(['viewer']);
    const [one, other, idle] = await Promise.all([
      signedIn(key.key),
      signedIn(project.admin),
      signedIn(project.admin),
    ]);
    expect(await whoAt(one)).toBe('200');
    await app.call('DELETE', `/v1/api_keys/${key.id}`, project.admin);
    expect(await whoAt(one)).toBe('401 session_expired');
    expect((await other.change('POST', '/auth/logout')).status).toBe(200);
    expect(await whoAt(other)).toBe('401 session_expired');
    app.later(2 * HOUR);
    expect(await whoAt(idle)).toBe('401 session_expired');
  });

  it('opens the project of the key and no other', async () => {
    const other = await app.project();
    const one = await signedIn(project.admin);
    const at = (id: string) => one.send('GET', '/v1/members', { 'openai-project': id });
    expect((await at(project.id)).status).toBe(200);
    expect(await codeOf(await at(other.id))).toBe('403 project_mismatch');
  });

  it('replaces the session that the browser had', async () => {
    const one = await signedIn(project.admin);
    const [before] = one.cookies.values();
    await enter(one, { api_key: project.admin });
    expect([...one.cookies.values()]).not.toContain(before);
    one.cookies.set('__Host-luthier_session', before!);
    expect(await whoAt(one)).toBe('401 session_expired');
  });
});

describe('a link that signs in', () => {
  const link = async (key: string) => {
    const { status, body } = await app.call('POST', '/v1/login_links', key);
    expect(status).toBe(201);
    return body as unknown as { url: string; code: string; expires_at: number };
  };

  it('is good once, and holds its code where no server sees it', async () => {
    const { url, code } = await link(project.admin);
    expect(url).toBe(`${PUBLIC}/sign-in#code=${code}`);
    const one = browser();
    expect((await enter(one, { code })).status).toBe(201);
    expect(await whoAt(one)).toBe('200');
    expect(await codeOf(await enter(browser(), { code }))).toBe('401 login_link_spent');
    expect(app.lines.join('')).not.toContain(code);
  });

  it('opens one session when two come with it at once', async () => {
    const { code } = await link(project.admin);
    const both = await Promise.all([enter(browser(), { code }), enter(browser(), { code })]);
    expect(both.map(({ status }) => status).sort()).toEqual([201, 401]);
  });

  it('ends after ten minutes, and with its key', async () => {
    const key = await project.key(['engineer']);
    const [late, orphan] = [await link(project.admin), await link(key.key)];
    await app.call('DELETE', `/v1/api_keys/${key.id}`, project.admin);
    expect(await codeOf(await enter(browser(), { code: orphan.code }))).toBe('401 login_link_spent');
    app.later(601);
    expect(await codeOf(await enter(browser(), { code: late.code }))).toBe('401 login_link_spent');
  });

  it('can be had in a browser that a key signed in, for another one', async () => {
    const one = await signedIn(project.admin);
    expect((await one.change('POST', '/v1/login_links')).status).toBe(201);
  });
});
