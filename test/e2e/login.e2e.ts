import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { removeTree } from '#platform/remove-tree.js';
import { OidcIssuer } from '../support/oidc-issuer.js';
import { Service } from './harness.js';

/** A public name, as far as its text goes; the DNS says otherwise. */
const INSIDE = 'https://localhost:8443';
let service: Service;
let issuer: OidcIssuer;
let home = '';
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'luthier-login-'));
  issuer = await OidcIssuer.start([
    { id: 'luthier', secret: null },
    { id: 'cli', secret: null },
  ]);
  service = await Service.start({
    programs: ['api'],
    env: {
      LUTHIER_OIDC_ISSUER: issuer.url,
      LUTHIER_OIDC_CLIENT_ID: 'luthier',
      LUTHIER_OIDC_CLI_CLIENT_ID: 'cli',
      LUTHIER_OIDC_TRUSTED_ISSUERS: INSIDE,
      LUTHIER_EGRESS_ALLOW: new URL(issuer.url).host,
    },
  });
  const body = { email: 'dana@example.org', roles: ['viewer'] };
  expect((await service.call('POST', '/v1/invitations', body)).status).toBe(201);
}, 120_000);
afterAll(async () => {
  await service?.stop();
  await issuer?.close();
  await removeTree(home);
}, 60_000);

/** One command of a person who has no key; `seen` gets what it says on the way. */
function luthier(args: string[], seen: (said: string) => void = () => undefined) {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--no-warnings', 'dist/apps/cli/main.js', ...args], {
    env: { PATH, HOME: home, XDG_CONFIG_HOME: join(home, 'config'), LUTHIER_BASE_URL: service.baseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err] = [child.stdout, child.stderr].map((stream) => {
    const text = { all: '' };
    stream.on('data', (chunk: Buffer) => {
      text.all += chunk.toString();
      if (stream === child.stderr) seen(text.all);
    });
    return text;
  });
  return new Promise<{ code: number | null; out: string; err: string }>((done) =>
    child.once('close', (code) => done({ code, out: out!.all, err: err!.all })),
  );
}
const file = () => join(home, 'config/luthier/login.json');

describe('luthier login', () => {
  it('logs a person in by the device flow, and keeps the key to them alone', async () => {
    expect((await luthier(['member', 'ls'])).code).toBe(4);
    const { code, out, err } = await luthier(['login', '--json']);
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('WDJB-MJHT') });
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const { key } = JSON.parse(readFileSync(file(), 'utf8')) as { key: string };
    expect(out + err).not.toContain(key);
    const members = await luthier(['member', 'ls']);
    expect(members).toMatchObject({ code: 0, out: expect.stringContaining('Dana') });
    expect((await luthier(['key', 'ls'])).code).toBe(4);
  }, 60_000);

  it('does not use a key that others may read, and forgets it at a logout', async () => {
    chmodSync(file(), 0o644);
    expect((await luthier(['member', 'ls'])).code).toBe(4);
    chmodSync(file(), 0o600);
    expect((await luthier(['member', 'ls'])).code).toBe(0);
    expect((await luthier(['logout'])).code).toBe(0);
    expect((await luthier(['member', 'ls'])).code).toBe(4);
  }, 60_000);

  it('comes back to a port of this machine where the provider has no device flow', async () => {
    issuer.hasDevices = false;
    let opened = false;
    const { code, err } = await luthier(['login'], (said) => {
      const url = /Open (http\S+)/.exec(said)?.[1];
      if (!url || opened) return;
      opened = true;
      const port = new URL(new URL(url).searchParams.get('redirect_uri')!).origin;
      void fetch(`${port}/callback`) // no state: somebody else's page
        .then((other) => expect(other.status).toBe(404))
        .then(() => fetch(url));
    });
    expect({ code, err }).toEqual({ code: 0, err: expect.stringContaining('Open http') });
    expect((await luthier(['member', 'ls'])).code).toBe(0);
  }, 60_000);

  it('says so to who is no member', async () => {
    issuer.person = { sub: 'nobody', email: 'nobody@example.org', email_verified: true };
    const { code, err } = await luthier(['login'], (said) => {
      const url = /Open (http\S+)/.exec(said)?.[1];
      if (url) void fetch(url).catch(() => undefined);
    });
    expect({ code, err }).toEqual({ code: 4, err: expect.stringContaining('invitation') });
  }, 60_000);
});

describe('a trusted issuer whose name leads inside', () => {
  it('is not asked: 503 says which setting would open it', async () => {
    const bot = await service.call('POST', '/v1/members', { name: 'bot', kind: 'service_account' });
    const policy = {
      ...{ name: 'ci', issuer: INSIDE, audience: 'luthier', claims: { ref: 'main' }, roles: ['viewer'] },
      service_account: ((await bot.json()) as { id: string }).id,
    };
    expect((await service.call('POST', '/v1/oidc_trusts', policy)).status).toBe(201);
    const exchange = {
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
      subject_token: await issuer.token({ iss: INSIDE, aud: 'luthier', sub: 'x', ref: 'main' }),
    };
    const answer = await service.call('POST', '/v1/oidc_token_exchange', exchange, null);
    const { error } = (await answer.json()) as { error: { code: string; message: string } };
    expect({ status: answer.status, code: error.code }).toEqual({ status: 503, code: 'issuer_unreachable' });
    expect(error.message).toMatch(/loopback.*LUTHIER_EGRESS_ALLOW/);
  });
});
