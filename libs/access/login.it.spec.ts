import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { egressIssuerFetch } from '#adapters/oidc/egress.issuer-fetch.js';
import { type AccessApp, type Answer, openAccessApp } from '../../test/support/access-app.js';
import { Browser } from '../../test/support/browser.js';
import { egressTo, OidcIssuer } from '../../test/support/oidc-issuer.js';
import { AccessModule } from './access.module.js';
import { ACCESS_SETTINGS, type AccessSettings } from './access-settings.js';
import { ISSUER_FETCH } from './issuer-fetch.port.js';

const PUBLIC = 'https://luthier.example.org';
const HOUR = 3600;

let issuer: OidcIssuer;
let app: AccessApp;
let project: Awaited<ReturnType<AccessApp['project']>>;
let settings: AccessSettings;
const login = { allowedDomains: [] as string[], roleClaim: 'groups', claimRoles: [] as never[] };
let people = 0;
let subject = '';
let address = '';

beforeAll(async () => {
  issuer = await OidcIssuer.start([
    { id: 'luthier', secret: 'hush' },
    { id: 'cli', secret: null },
  ]);
  const client = { issuer: issuer.url, clientId: 'luthier', clientSecret: 'hush', cliClientId: 'cli' };
  settings = {
    ...{ publicUrl: PUBLIC, login: { ...login, ...client }, trustedIssuers: [] },
    ...{ sessionIdleMs: HOUR * 1000, sessionMs: 12 * HOUR * 1000 },
  };
  app = await openAccessApp({
    modules: [AccessModule],
    provide: [
      { provide: ACCESS_SETTINGS, useValue: settings },
      { provide: ISSUER_FETCH, useValue: egressIssuerFetch(egressTo([issuer]), [issuer.url]) },
    ],
  });
  project = await app.project();
}, 60_000);
beforeEach(() => {
  app.today();
  people += 1;
  subject = `person-${people}`;
  address = `p${people}@example.org`;
  issuer.person = { sub: subject, email: address, email_verified: true, name: `Person ${people}` };
});
afterEach(() => {
  issuer.bend = (claims) => claims;
  issuer.forge = null;
  issuer.names = issuer.url;
  Object.assign(settings.login!, login);
  expect(app.lines.join('')).not.toContain('a request met a bug');
});
afterAll(async () => {
  await app?.close();
  await issuer?.close();
});

const browser = () => new Browser(app.base, PUBLIC);
const invite = (more: object = {}, by = project) =>
  app.call('POST', '/v1/invitations', by.admin, { email: address, roles: ['engineer'], ...more });
const codeOf = async (response: Response) => {
  const { error } = (await response.json().catch(() => ({}))) as { error?: { code?: string } };
  return `${response.status} ${error?.code ?? ''}`.trim();
};
const told = ({ status, body }: Answer) => `${status} ${body.error?.code ?? ''}`.trim();
const sessions = () =>
  app.t.db.tx({ projectId: '*' }, (tx) => tx.loginSession.count({ where: { endedAt: null } }));
async function loggedIn(more: object = {}, by = project): Promise<Browser> {
  await invite(more, by);
  const one = browser();
  expect((await one.login()).status).toBe(302);
  return one;
}

describe('logging in', () => {
  it('makes an invited person a member, and keeps the session in a cookie of this host alone', async () => {
    await invite({ email: address.toUpperCase() });
    const one = browser();
    const back = await one.login('/docs?x=1');
    expect({ status: back.status, location: back.headers.get('location') }).toEqual({
      ...{ status: 302, location: '/docs?x=1' },
    });
    const line = one.lines.find((text) => text.startsWith('__Host-luthier_session='))!;
    expect(line).toMatch(
      /^__Host-luthier_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=43200$/,
    );
    expect(await one.me()).toMatchObject({
      person: { email: address, issuer: issuer.url },
      projects: [{ id: project.id, roles: ['engineer'] }],
    });
    expect(await codeOf(await one.send('GET', '/v1/members'))).toBe('200');
    expect(await codeOf(await one.send('GET', '/v1/api_keys'))).toBe('403 insufficient_permissions');
    const [event] = await project.audited('invitation.accepted');
    expect(event?.actor).toMatch(/^idn_/);
  });

  it('keeps the hash of the token alone, and nothing of a login in the log', async () => {
    const one = await loggedIn();
    const token = one.cookies.get('__Host-luthier_session')!;
    const rows = await app.t.db.tx({ projectId: '*' }, (tx) => tx.loginSession.findMany());
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(rows.map((row) => row.sha256)).toContain(createHash('sha256').update(token).digest('hex'));
    expect(app.lines.join('')).not.toContain(token);
  });

  it('is the same person by issuer and subject, whatever the address says later', async () => {
    const one = await loggedIn();
    const before = (await one.me()) as { projects: { member: string }[] };
    issuer.person = { ...issuer.person, email: 'renamed@example.org' };
    const again = browser();
    await again.login();
    const after = (await again.me()) as typeof before;
    expect(after.projects[0]!.member).toBe(before.projects[0]!.member);
    // somebody else who gets the old address is nobody
    issuer.person = { ...issuer.person, sub: `${subject}-other`, email: address };
    expect(await codeOf(await browser().login())).toBe('403 not_a_member');
  });

  it.each<[string, object, string]>([
    ['nobody has invited', {}, '403 not_a_member'],
    [
      'has an address that the provider has not verified',
      { email_verified: false },
      '403 email_not_verified',
    ],
    ['says "true" for verified', { email_verified: 'true' }, '403 email_not_verified'],
    ['has no address', { email: undefined, email_verified: undefined }, '403 not_a_member'],
  ])('opens nothing for who %s, and keeps nothing', async (what, person, code) => {
    if (what !== 'nobody has invited') await invite();
    issuer.person = { ...issuer.person, ...person };
    const before = await sessions();
    expect(await codeOf(await browser().login())).toBe(code);
    expect(await sessions()).toBe(before);
    const kept = await app.t.db.tx({ projectId: '*' }, (tx) => tx.identity.count({ where: { subject } }));
    expect(kept).toBe(0);
  });

  it('is for the allowed domains alone', async () => {
    settings.login!.allowedDomains = ['example.com'];
    await invite();
    expect(await codeOf(await browser().login())).toBe('403 domain_not_allowed');
    issuer.person['email'] = `${address}.example.com.evil.org`;
    expect(await codeOf(await browser().login())).toBe('403 domain_not_allowed');
    settings.login!.allowedDomains = ['example.org'];
    issuer.person['email'] = address;
    expect((await browser().login()).status).toBe(302);
  });

  it('takes an invitation once, not after its end, and not one that was withdrawn', async () => {
    const made = await invite();
    expect(told(await invite())).toBe('409 already_exists');
    await app.call('DELETE', `/v1/invitations/${String(made.body['id'])}`, project.admin);
    expect(await codeOf(await browser().login())).toBe('403 not_a_member');
    await invite({ expires_in_days: 1 });
    app.later(25 * HOUR);
    expect(await codeOf(await browser().login())).toBe('403 not_a_member');
    expect((await invite()).status).toBe(201);
  });

  it('is the member that the invitation names, with what that member did', async () => {
    const { id } = await project.key(['reviewer'], { member: `Named ${people}` });
    const keys = await app.call('GET', '/v1/api_keys?limit=1', project.admin);
    const [{ member }] = keys.body['data'] as [{ id: string; member: string }];
    const one = await loggedIn({ member, roles: ['viewer'] });
    expect(await one.me()).toMatchObject({ projects: [{ member, roles: ['viewer'] }] });
    expect(id).toMatch(/^key_/);
    expect(told(await invite({ email: 'x@example.org', member }))).toBe('400 invalid_value');
  });

  it('makes members of who has the claim, and takes back what the claim no longer says', async () => {
    settings.login!.claimRoles = [
      { value: 'ml', project: project.name, roles: ['engineer'] },
      { value: 'ops', project: project.name, roles: ['deployer'] },
    ];
    issuer.person['groups'] = ['ml', 'ops', 'sales'];
    const one = browser();
    await one.login();
    expect(await one.me()).toMatchObject({ projects: [{ roles: ['deployer', 'engineer'] }] });
    issuer.person['groups'] = ['ops'];
    await browser().login();
    expect(await one.me()).toMatchObject({ projects: [{ roles: ['deployer'] }] });
    issuer.person['groups'] = [];
    expect(await codeOf(await browser().login())).toBe('403 not_a_member');
    expect(await codeOf(await one.send('GET', '/v1/members'))).toBe('200');
  });
});

describe('what comes back from the provider', () => {
  const fails = async (
    code: string,
    prepare: (path: string, one: Browser) => Promise<string> | string = (path) => path,
  ) => {
    await invite();
    const one = browser();
    const before = await sessions();
    const path = await prepare(await one.leave(), one);
    expect(await codeOf(await one.send('GET', path))).toBe(code);
    expect(one.cookies.has('__Host-luthier_session')).toBe(false);
    expect(await sessions()).toBe(before);
  };
  const mine = () => generateKeyPair('RS256', { extractable: true });

  it.each<[string, (claims: Record<string, unknown>) => Record<string, unknown>]>([
    ['a nonce of another login', (claims) => ({ ...claims, nonce: 'x'.repeat(43) })],
    ['no nonce', ({ nonce: _, ...claims }) => claims],
    ['another audience', (claims) => ({ ...claims, aud: 'somebody' })],
    ['another authorised party', (claims) => ({ ...claims, aud: ['luthier', 'x'], azp: 'x' })],
    ['another issuer', (claims) => ({ ...claims, iss: 'https://evil.example' })],
    ['an end that has passed', (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 120 })],
    ['no subject', ({ sub: _, ...claims }) => claims],
  ])('is refused: an identity token with %s', async (_what, bend) => {
    issuer.bend = bend;
    await fails('400 login_failed');
  });

  it.each<[string, (claims: Record<string, unknown>) => Promise<string>]>([
    ['not signed', async (claims) => new UnsecuredJWT(claims).setIssuedAt().setExpirationTime('5m').encode()],
    [
      'signed with the client secret',
      async (claims) =>
        new SignJWT(claims)
          .setIssuedAt()
          .setExpirationTime('5m')
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from('hush'.repeat(10))),
    ],
    [
      'signed with the public key as a shared secret',
      async (claims) =>
        new SignJWT(claims)
          .setIssuedAt()
          .setExpirationTime('5m')
          .setProtectedHeader({ alg: 'HS256', kid: issuer.kid })
          .sign(Buffer.from(await issuer.publicPem())),
    ],
    [
      'signed by a key that it brings along',
      async (claims) => {
        const { privateKey, publicKey } = await mine();
        return new SignJWT(claims)
          .setIssuedAt()
          .setExpirationTime('5m')
          .setProtectedHeader({ alg: 'RS256', jwk: await exportJWK(publicKey) })
          .sign(privateKey);
      },
    ],
    [
      'signed by somebody else',
      async (claims) => {
        const { privateKey } = await mine();
        return new SignJWT(claims)
          .setIssuedAt()
          .setExpirationTime('5m')
          .setProtectedHeader({ alg: 'RS256', kid: issuer.kid })
          .sign(privateKey);
      },
    ],
  ])('is refused: an identity token %s', async (_what, forge) => {
    issuer.forge = forge;
    await fails('400 login_failed');
  });

  it('is refused: an answer in the name of another issuer, or of none', async () => {
    issuer.names = 'https://evil.example';
    await fails('400 login_failed');
    issuer.names = null;
    await app.call('DELETE', '/v1/invitations/none', project.admin);
    const one = browser();
    expect(await codeOf(await one.login())).toBe('400 login_failed');
  });

  it('is refused: a state of nobody, or none', async () => {
    await fails('400 login_expired', (path) => path.replace(/state=[^&]+/, `state=${'y'.repeat(43)}`));
    const one = browser();
    await one.leave();
    expect(await codeOf(await one.send('GET', '/auth/callback?code=x'))).toBe('400 login_expired');
  });

  it('is refused: a login that another browser began (fixed by an attacker)', async () => {
    await fails('400 login_expired', async () => browser().leave());
  });

  it('is refused: the same answer a second time', async () => {
    await invite();
    const one = browser();
    const path = await one.leave();
    const [login] = [one.cookies.get('__Host-luthier_login')!];
    expect((await one.send('GET', path)).status).toBe(302);
    one.cookies.set('__Host-luthier_login', login);
    expect(await codeOf(await one.send('GET', path))).toBe('400 login_expired');
  });

  it('is refused: a login that took longer than ten minutes', async () => {
    await invite();
    const one = browser();
    const path = await one.leave();
    app.later(601);
    expect(await codeOf(await one.send('GET', path))).toBe('400 login_expired');
  });

  it('is refused: a no of the provider, in words that it does not choose', async () => {
    const one = browser();
    const path = (await one.leave()).replace(/code=[^&]+/, `error=${encodeURIComponent('<script>denied')}`);
    const answer = await one.send('GET', path);
    expect(await answer.clone().text()).not.toContain('<script>');
    expect(await codeOf(answer)).toBe('403 login_refused');
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', '/auth/logout'])(
    'never leads to %s',
    async (to) => {
      const one = browser();
      const answer = await one.send('GET', `/auth/login?return_to=${encodeURIComponent(to)}`);
      expect(await codeOf(answer)).toBe('400 invalid_value');
    },
  );
});

describe('a session', () => {
  it('is a new one at every login: a token that somebody planted opens nothing', async () => {
    await invite();
    const one = browser();
    const planted = 'p'.repeat(43);
    one.cookies.set('__Host-luthier_session', planted);
    await one.login();
    const first = one.cookies.get('__Host-luthier_session')!;
    expect(first).not.toBe(planted);
    await one.login();
    const old = browser();
    old.cookies.set('__Host-luthier_session', first);
    expect(await codeOf(await old.send('GET', '/v1/members'))).toBe('401 session_expired');
    old.cookies.set('__Host-luthier_session', planted);
    expect(await codeOf(await old.send('GET', '/auth/me'))).toBe('401 session_expired');
  });

  it('ends when it idles, after its hours, and at a logout', async () => {
    const one = await loggedIn();
    for (let i = 0; i < 13; i += 1) {
      expect(await codeOf(await one.send('GET', '/v1/members'))).toBe('200');
      app.later(0.9 * HOUR);
    }
    app.later(HOUR);
    expect(await codeOf(await one.send('GET', '/v1/members'))).toBe('401 session_expired');
    app.today();
    const idle = browser();
    await idle.login();
    app.later(1.1 * HOUR);
    expect(await codeOf(await idle.send('GET', '/v1/members'))).toBe('401 session_expired');
    const out = browser();
    await out.login();
    const token = out.cookies.get('__Host-luthier_session')!;
    expect(await codeOf(await out.change('POST', '/auth/logout'))).toBe('200');
    expect(out.cookies.has('__Host-luthier_session')).toBe(false);
    out.cookies.set('__Host-luthier_session', token);
    expect(await codeOf(await out.send('GET', '/v1/members'))).toBe('401 session_expired');
  });

  it('has the roles of the moment, and ends at once with the membership', async () => {
    const one = await loggedIn({ roles: ['viewer'] });
    const { projects } = (await one.me()) as { projects: { member: string }[] };
    const path = `/v1/members/${projects[0]!.member}`;
    expect(await codeOf(await one.send('GET', '/v1/api_keys'))).toBe('403 insufficient_permissions');
    await app.call('PATCH', path, project.admin, { roles: ['admin'] });
    expect(await codeOf(await one.send('GET', '/v1/api_keys'))).toBe('200');
    await app.call('DELETE', path, project.admin);
    expect(await codeOf(await one.send('GET', '/v1/members'))).toBe('401 session_expired');
    expect(await codeOf(await browser().login())).toBe('403 not_a_member');
    await invite({ roles: ['viewer'] });
    const back = browser();
    await back.login();
    expect(await back.me()).toMatchObject({ projects: [{ member: projects[0]!.member, roles: ['viewer'] }] });
  });

  it('chooses among the projects of its person by header, with the roles of each', async () => {
    const second = await app.project();
    await invite({ roles: ['viewer'] });
    const one = await loggedIn({ roles: ['admin'] }, second);
    const get = async (id?: string) =>
      codeOf(await one.send('GET', '/v1/api_keys', id ? { 'openai-project': id } : {}));
    expect(await get()).toBe('400 project_required');
    expect(await get(project.id)).toBe('403 insufficient_permissions');
    expect(await get(second.id)).toBe('200');
    expect(await get((await app.project()).id)).toBe('403 project_mismatch');
  });

  it('changes nothing without proof that a page of ours sent it', async () => {
    const one = await loggedIn({ roles: ['admin'] });
    const make = (headers: Record<string, string>) =>
      one.change('POST', '/v1/members', { name: `made ${people} ${Math.random()}` }, headers);
    expect(await codeOf(await make({}))).toBe('200');
    const attacks: Record<string, string>[] = [
      { 'x-csrf-token': '' },
      { 'x-csrf-token': 'z'.repeat(43) },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'https://luthier.example.org.evil.example' },
      { origin: 'http://luthier.example.org' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ];
    const found: string[] = [];
    for (const headers of attacks) found.push(await codeOf(await make(headers)));
    expect(found).toEqual(attacks.map(() => '403 csrf_failed'));
    const bare = await one.send('POST', '/v1/members', {}, { name: 'bare' });
    expect(await codeOf(bare)).toBe('403 csrf_failed');
    expect(await codeOf(await one.send('POST', '/auth/logout'))).toBe('403 csrf_failed');
    // the token of one session is none of another
    const other = browser();
    await other.login();
    const { csrf_token } = (await other.me()) as { csrf_token: string };
    expect(await codeOf(await make({ 'x-csrf-token': csrf_token }))).toBe('403 csrf_failed');
    const [event] = await project.audited('access.refused');
    expect(event).toMatchObject({ actor: expect.stringMatching(/^ses_/), facts: { code: 'csrf_failed' } });
  });

  it('gives way to a key in the same request', async () => {
    const one = await loggedIn({ roles: ['viewer'] });
    const with_ = await one.send('GET', '/v1/api_keys', { authorization: `Bearer ${project.admin}` });
    expect(await codeOf(with_)).toBe('200');
    const bad = await one.send('GET', '/v1/members', { authorization: 'Bearer lu-nobody' });
    expect(await codeOf(bad)).toBe('401 invalid_api_key');
  });
});

describe('the command line', () => {
  const exchange = (token: string, more: object = {}) =>
    app.call('POST', '/v1/oidc_token_exchange', null, {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:id_token',
      ...{ subject_token: token, ...more },
    });
  const idToken = (times = {}) =>
    issuer.token({ aud: 'cli', ...issuer.person, jti: `t${Math.random()}` }, times);

  it('gets a key with the roles of its person, which end with them', async () => {
    await invite({ roles: ['viewer'] });
    const token = await idToken();
    const { body } = await exchange(token);
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 12 * HOUR, project: project.id });
    expect(told(await exchange(token))).toBe('400 invalid_grant');
    const use = (path: string) => app.call('GET', path, body['access_token'] as string);
    expect(told(await use('/v1/members'))).toBe('200');
    const { data } = (await use('/v1/members')).body as unknown as { data: { id: string; name: string }[] };
    const me = data.find(({ name }) => name === `Person ${people}`)!;
    await app.call('PATCH', `/v1/members/${me.id}`, project.admin, { roles: [] });
    expect(told(await use('/v1/members'))).toBe('403 insufficient_permissions');
    await app.call('DELETE', `/v1/members/${me.id}`, project.admin);
    expect(told(await use('/v1/members'))).toBe('401 invalid_api_key');
  });

  it('is told where there is more than one project', async () => {
    const second = await app.project();
    await Promise.all([invite(), invite({}, second)]);
    expect(told(await exchange(await idToken()))).toBe('400 project_required');
    expect((await exchange(await idToken(), { project: second.name })).body['project']).toBe(second.id);
    expect(told(await exchange(await idToken(), { project: 'another' }))).toBe('403 project_mismatch');
  });

  it('gets none for a token of the browsers’ client, an old login, or nobody', async () => {
    await invite();
    const browsers = await issuer.token({ aud: 'luthier', ...issuer.person });
    expect(told(await exchange(browsers))).toBe('400 invalid_grant');
    expect(told(await exchange(await idToken({ iat: -700 })))).toBe('400 invalid_grant');
    issuer.person = { sub: 'nobody', email: 'nobody@example.org', email_verified: true };
    expect(told(await exchange(await idToken()))).toBe('403 not_a_member');
  });

  it('learns where to log in', async () => {
    expect((await app.call('GET', '/auth/cli', null)).body).toMatchObject({
      issuer: issuer.url,
      client_id: 'cli',
    });
  });
});
