import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createPublicKey } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { egressIssuerFetch } from '#adapters/oidc/egress.issuer-fetch.js';
import { type AccessApp, type Answer, openAccessApp } from '../../test/support/access-app.js';
import { egressTo, OidcIssuer } from '../../test/support/oidc-issuer.js';
import { AccessModule } from './access.module.js';
import { ACCESS_SETTINGS } from './access-settings.js';
import { ISSUER_FETCH, IssuerFetchRefused } from './issuer-fetch.port.js';

const GET = { method: 'GET', headers: {} };
const AUDIENCE = 'https://luthier.example.org';
const CLAIMS = {
  sub: 'repo:example/models:ref:refs/heads/main',
  repository: 'example/models',
  ref: 'refs/heads/main',
};
const JWT = 'urn:ietf:params:oauth:token-type:jwt';

let issuer: OidcIssuer;
let other: OidcIssuer;
let app: AccessApp;
let project: Awaited<ReturnType<AccessApp['project']>>;
let account = '';
beforeAll(async () => {
  [issuer, other] = [await OidcIssuer.start(), await OidcIssuer.start()];
  const settings = {
    ...{ publicUrl: 'http://127.0.0.1:1', login: null, sessionIdleMs: 1, sessionMs: 1 },
    trustedIssuers: [issuer.url],
  };
  app = await openAccessApp({
    modules: [AccessModule],
    provide: [
      { provide: ACCESS_SETTINGS, useValue: settings },
      { provide: ISSUER_FETCH, useValue: egressIssuerFetch(egressTo([issuer]), [issuer.url]) },
    ],
  });
  project = await app.project();
  account = await serviceAccount('release bot');
  await trust({ name: 'main' });
}, 60_000);
beforeEach(() => app.today());
afterEach(() => expect(app.lines.join('')).not.toContain('a request met a bug'));
afterAll(async () => {
  await app?.close();
  await Promise.all([issuer?.close(), other?.close()]);
});

async function serviceAccount(name: string, by = project) {
  const made = await app.call('POST', '/v1/members', by.admin, { name, kind: 'service_account' });
  return made.body['id'] as string;
}
function trust(more: object, by = project) {
  const body = {
    ...{ name: 'ci', issuer: issuer.url, audience: AUDIENCE, roles: ['engineer'], service_account: account },
    claims: { repository: 'example/models', ref: 'refs/heads/main' },
    ...more,
  };
  return app.call('POST', '/v1/oidc_trusts', by.admin, body);
}
const ciToken = (more: object = {}, times = {}) => issuer.token({ aud: AUDIENCE, ...CLAIMS, ...more }, times);
function exchange(token: string, more: object = {}) {
  const grant = 'urn:ietf:params:oauth:grant-type:token-exchange';
  const body = { grant_type: grant, subject_token: token, subject_token_type: JWT, ...more };
  return app.call('POST', '/v1/oidc_token_exchange', null, body);
}
const told = ({ status, body }: Answer) => `${status} ${body.error?.code ?? ''}`.trim();
const why = ({ body }: Answer) => body.error?.message ?? '';

describe('a token of a CI job', () => {
  it('gives a key of the service account for 15 minutes, on record with its claims', async () => {
    const token = await ciToken({ jti: 'one', run_id: '77' });
    const { status, body } = await exchange(token);
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { token_type: 'Bearer', expires_in: 900, scope: '', project: project.id },
    });
    const key = body['access_token'] as string;
    const keys = await app.call('GET', '/v1/api_keys?limit=1', project.admin);
    expect((keys.body['data'] as object[])[0]).toMatchObject({
      ...{ id: body['api_key'], member: account, roles: ['engineer'], origin: 'exchange' },
      expires_at: app.now() + 900,
    });
    expect((await app.call('GET', '/v1/members', key)).status).toBe(200);
    expect(told(await app.call('GET', '/v1/api_keys', key))).toBe('403 insufficient_permissions');
    const [event] = await project.audited('oidc_token.exchanged');
    expect(event).toMatchObject({ facts: { service_account: account, claims: { run_id: '77', ...CLAIMS } } });
    expect(JSON.stringify(event)).not.toContain(token);
    app.later(901);
    expect(told(await app.call('GET', '/v1/members', key))).toBe('401 api_key_expired');
    app.later(-901);
  });

  it('is taken once where its issuer numbers it, also by two at once', async () => {
    const token = await ciToken({ jti: 'twice' });
    const both = await Promise.all([exchange(token), exchange(token)]);
    expect(both.map(told).sort()).toEqual(['200', '400 invalid_grant']);
    expect(why(await exchange(token))).toContain('exchanged before');
  });

  it('may ask for less than the policy gives, and for no more', async () => {
    await trust({
      ...{ name: 'narrow', audience: 'narrow', roles: ['admin'] },
      scopes: ['projects:read', 'access:read'],
    });
    const narrow = async (scope?: string) =>
      exchange(await ciToken({ aud: 'narrow' }), scope ? { scope } : {});
    expect((await narrow()).body['scope']).toBe('projects:read access:read');
    const one = await narrow('access:read access:read');
    expect(one.body['scope']).toBe('access:read');
    const members = await app.call('GET', '/v1/members', one.body['access_token'] as string);
    expect(told(members)).toBe('403 insufficient_scope');
    expect(told(await narrow('projects:write'))).toBe('403 exceeds_own_rights');
    expect(told(await narrow('everything'))).toBe('400 invalid_value');
  });

  it('is refused with what differs on record for the project, and not told to the caller', async () => {
    const answer = await exchange(await ciToken({ ref: 'refs/heads/evil', repository: 'example/models' }));
    expect(told(answer)).toBe('400 invalid_grant');
    expect(why(answer)).not.toContain('ref,');
    const [event] = await project.audited('access.refused');
    expect(event?.facts).toMatchObject({ code: 'invalid_grant', differing: ['ref'] });
  });

  it('is taken by exactly one policy, or says which', async () => {
    await trust({ name: 'again', claims: { repository: 'example/models' } });
    expect(told(await exchange(await ciToken()))).toBe('400 ambiguous_trust');
    const list = await app.call('GET', '/v1/oidc_trusts', project.admin);
    const again = (list.body['data'] as { id: string; name: string }[]).find(({ name }) => name === 'again')!;
    expect((await exchange(await ciToken(), { oidc_trust: again.id })).status).toBe(200);
    await app.call('DELETE', `/v1/oidc_trusts/${again.id}`, project.admin);
    expect(told(await exchange(await ciToken(), { oidc_trust: again.id }))).toBe('400 invalid_grant');
  });

  it('opens nothing from the removal of its policy, or of its service account, on', async () => {
    const own = await app.project();
    const bot = await serviceAccount('bot', own);
    const made = await trust({ name: 'x', audience: 'own', service_account: bot }, own);
    const first = await exchange(await ciToken({ aud: 'own' }));
    const use = (answer: Answer) => app.call('GET', '/v1/members', answer.body['access_token'] as string);
    expect((await use(first)).status).toBe(200);
    await app.call('DELETE', `/v1/oidc_trusts/${String(made.body['id'])}`, own.admin);
    expect(told(await use(first))).toBe('401 invalid_api_key');
    await trust({ name: 'y', audience: 'own', service_account: bot }, own);
    expect((await exchange(await ciToken({ aud: 'own' }))).status).toBe(200);
    await app.call('DELETE', `/v1/members/${bot}`, own.admin);
    expect(told(await exchange(await ciToken({ aud: 'own' })))).toBe('400 invalid_grant');
  });
});

describe('a token that is not what it should be', () => {
  const key = () => generateKeyPair('RS256', { extractable: true });
  const now = Math.floor(Date.now() / 1000);
  const bare = () => ({ iss: issuer.url, aud: AUDIENCE, ...CLAIMS, iat: now, exp: now + 300 });
  const signed = (alg: string, secret: Parameters<SignJWT['sign']>[0], header = {}) =>
    new SignJWT(bare()).setProtectedHeader({ alg, kid: issuer.kid, ...header }).sign(secret);

  it.each<[string, () => Promise<string> | string, string]>([
    ['no JWT', () => 'abc', 'no signed JWT'],
    ['not signed at all', () => new UnsecuredJWT(bare()).encode(), ''],
    [
      'signed with the public key as a shared secret (PEM)',
      async () => signed('HS256', Buffer.from(await issuer.publicPem())),
      'algorithm',
    ],
    [
      'signed with the public key as a shared secret (DER)',
      async () =>
        signed('HS256', createPublicKey(await issuer.publicPem()).export({ type: 'spki', format: 'der' })),
      'algorithm',
    ],
    [
      'signed by somebody else under the same kid',
      async () => signed('RS256', (await key()).privateKey),
      'signature',
    ],
    [
      'signed by a key that it brings along',
      async () => {
        const mine = await key();
        return signed('RS256', mine.privateKey, { jwk: await exportJWK(mine.publicKey) });
      },
      'signature',
    ],
    [
      'signed by a key that it links to',
      async () => signed('RS256', (await key()).privateKey, { jku: `${other.url}/jwks` }),
      'signature',
    ],
    ['of an unknown kid', async () => signed('RS256', (await key()).privateKey, { kid: 'nobody' }), 'kid'],
    ['expired', () => ciToken({}, { exp: -70, iat: -200 }), 'expired'],
    ['not valid yet', () => ciToken({}, { nbf: 90 }), "'nbf'"],
    ['issued in the future', () => ciToken({}, { iat: 90 }), "'iat'"],
    ['older than an hour', () => ciToken({}, { iat: -3700, exp: 3600 }), ''],
    ['without an end', () => ciToken({ exp: undefined }), "'exp'"],
    ['without a time of issue', () => ciToken({ iat: undefined }), "'iat'"],
    ['without a subject', () => ciToken({ sub: undefined }), "'sub'"],
    ['for somebody else', () => ciToken({ aud: 'https://elsewhere.example' }), 'no trust policy'],
    [
      'for us and somebody else',
      () => ciToken({ aud: [AUDIENCE, 'https://elsewhere.example'] }),
      'one audience',
    ],
    ['of an issuer that nobody trusts', () => other.token({ aud: AUDIENCE, ...CLAIMS }), 'no trust policy'],
    [
      'of another issuer in our name',
      () => other.token({ aud: AUDIENCE, ...CLAIMS, iss: issuer.url }),
      'signature',
    ],
    ['of nobody', () => ciToken({ iss: undefined }), 'no issuer'],
    ['with a NUL in a claim', () => ciToken({ run: 'a\u0000b' }), 'claims'],
    ['with a number for a text', () => ciToken({ ref: 1 }), 'claims'],
    ['with a list that holds the text', () => ciToken({ ref: ['refs/heads/main'] }), 'claims'],
  ])('is refused: %s', async (_what, make, says) => {
    const before = await app.t.db.tx({ projectId: '*' }, (tx) => tx.apiKey.count());
    const answer = await exchange(await make());
    expect(told(answer)).toBe('400 invalid_grant');
    expect(why(answer)).toContain(says);
    expect(await app.t.db.tx({ projectId: '*' }, (tx) => tx.apiKey.count())).toBe(before);
  });

  it('is accepted within a minute of skew', async () => {
    expect((await exchange(await ciToken({}, { exp: -30, iat: -100 }))).status).toBe(200);
    expect((await exchange(await ciToken({}, { iat: 30, nbf: 30 }))).status).toBe(200);
  });

  it('asks nobody but the trusted issuer', () => {
    expect(other.asked).toEqual([]);
  });
});

describe('the issuer', () => {
  it('may publish a new key, which is asked for once the last asking is half a minute old', async () => {
    const realNow = Date.now;
    await issuer.rotate();
    expect(told(await exchange(await ciToken()))).toBe('400 invalid_grant');
    Date.now = () => realNow() + 31_000;
    try {
      expect((await exchange(await ciToken({}, { iat: -31 }))).status).toBe(200);
    } finally {
      Date.now = realNow;
    }
  });

  it('may not send the service elsewhere for its keys', async () => {
    const fetch = egressIssuerFetch(egressTo([issuer, other]), [issuer.url]);
    await expect(fetch(`${other.url}/jwks`, GET)).rejects.toThrow('LUTHIER_OIDC_TRUSTED_ISSUERS');
    await expect(fetch('http://169.254.169.254/latest/meta-data', GET)).rejects.toThrow('TRUSTED_ISSUERS');
    expect((await fetch(`${issuer.url}/jwks`, GET)).status).toBe(200);
  });

  it.each(['http://169.254.169.254/latest/meta-data', 'other'])(
    'may not redirect it to %s: the redirect is the answer, and no key set',
    async (where) => {
      const realNow = Date.now;
      await issuer.rotate();
      issuer.redirects['/jwks'] = where === 'other' ? `${other.url}/jwks` : where;
      Date.now = () => realNow() + 90_000; // the last asking is old enough for another one
      try {
        const answer = await exchange(await ciToken({}, { iat: -90 }));
        expect(told(answer)).toBe('503 issuer_unreachable');
        const fetch = egressIssuerFetch(egressTo([issuer]), [issuer.url]);
        expect((await fetch(`${issuer.url}/jwks`, GET)).status).toBe(302);
        expect(other.asked).toEqual([]);
      } finally {
        Date.now = realNow;
        delete issuer.redirects['/jwks'];
      }
    },
  );

  it.each([
    ['https://issuer.example/jwks', '10.0.0.5', 'private'],
    ['https://issuer.example/jwks', '127.0.0.1', 'loopback'],
    ['https://issuer.example/jwks', '169.254.169.254', 'linkLocal'],
    ['https://10.0.0.5/jwks', '10.0.0.5', 'private'],
    ['http://issuer.example/jwks', '1.1.1.1', 'https'],
    ['https://issuer.example:9000/jwks', '1.1.1.1', 'ports'],
  ])(
    'is not asked at %s, which is %s, unless LUTHIER_EGRESS_ALLOW names it (%s)',
    async (url, address, why) => {
      const closed = egressTo([], async () => [{ address, family: 4 }]);
      await expect(egressIssuerFetch(closed, [url])(url, GET)).rejects.toThrow(IssuerFetchRefused);
      await expect(egressIssuerFetch(closed, [url])(url, GET)).rejects.toThrow(why);
    },
  );

  it('that sends without end is given up on', async () => {
    const endless = createServer((_request, response) => {
      const timer = setInterval(() => response.write(' '.repeat(65_536)), 1);
      response.once('close', () => clearInterval(timer));
    });
    await new Promise<void>((ready) => endless.listen(0, '127.0.0.1', ready));
    const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
    try {
      await expect(egressIssuerFetch(egressTo([{ url }]), [url])(url, GET)).rejects.toThrow('more than');
    } finally {
      endless.closeAllConnections();
      endless.close();
    }
  });
});

describe('a trust policy', () => {
  it.each<[string, object, string]>([
    ['an issuer that the installation does not trust', { issuer: 'https://evil.example' }, 'issuer'],
    ['no claim', { claims: {} }, 'claims'],
    ['a claim that is checked anyway', { claims: { aud: 'x' } }, 'claims'],
    ['a person', { service_account: 'owner' }, 'service_account'],
    ['nobody', { service_account: 'nobody' }, 'service_account'],
    ['the role reviewer', { roles: ['reviewer'] }, 'roles'],
    ['a scope that there is not', { scopes: ['everything'] }, 'scopes'],
  ])('is not made with %s', async (_what, more, param) => {
    const { status, body } = await trust({ name: 'bad', ...more });
    expect({ status, param: body.error?.param }).toEqual({ status: 400, param });
  });

  it('is made by a person with all rights of it, once by each name', async () => {
    expect(told(await trust({ name: 'main' }))).toBe('409 already_exists');
    const bot = await project.key(['admin'], { member: account });
    expect(told(await app.call('POST', '/v1/oidc_trusts', bot.key, {}))).toBe('403 person_required');
    const scoped = await project.key(['admin'], { scopes: ['access:write'] });
    const by = { ...project, admin: scoped.key };
    expect(told(await trust({ name: 'wide' }, by))).toBe('403 exceeds_own_rights');
  });

  it("is no other project's", async () => {
    const list = await app.call('GET', '/v1/oidc_trusts', project.admin);
    const [first] = list.body['data'] as { id: string }[];
    const stranger = await app.project();
    const gone = await app.call('DELETE', `/v1/oidc_trusts/${first!.id}`, stranger.admin);
    expect(told(gone)).toBe('404 oidc_trust_not_found');
    expect((await app.call('GET', '/v1/oidc_trusts', stranger.admin)).body['data']).toEqual([]);
  });
});
