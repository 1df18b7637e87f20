import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose';
import { parseAllowRule } from '#platform/egress-address.js';
import { Egress, EGRESS_PORTS, type Resolve } from '#platform/egress.js';
import { closeServer, hostOf, listen } from './local-server.js';

export interface Client {
  id: string;
  /** Null: public. */
  secret: string | null;
}

interface Grant {
  client: string;
  redirect: string;
  challenge: string;
  nonce: string | null;
}

type Key = Awaited<ReturnType<typeof makeKey>>;
const makeKey = async (kid: string) => ({ kid, ...(await generateKeyPair('RS256', { extractable: true })) });

/**
 * An OpenID provider on this machine: the code flow with PKCE and the device flow, one person who says yes at once. What a
 * faulty or hostile provider would do is a knob.
 */
export class OidcIssuer {
  url = '';
  /** Who logs in, as further claims of the identity token. */
  person: Record<string, unknown> = {
    sub: 'dana',
    email: 'dana@example.org',
    email_verified: true,
    name: 'Dana',
  };
  /** Changes the claims of the next identity tokens. */
  bend: (claims: Record<string, unknown>) => Record<string, unknown> = (claims) => claims;
  /** Makes the next identity token itself. */
  forge: ((claims: Record<string, unknown>) => Promise<string>) | null = null;
  /** Whether it names itself in the redirect (RFC 9207). */
  names: string | null = null;
  /** Whether it offers the device flow. */
  hasDevices = true;
  readonly asked: string[] = [];
  /** Where a path sends whoever asks for it, instead of an answer. */
  readonly redirects: Record<string, string> = {};
  private keys: Key[] = [];
  private readonly grants = new Map<string, Grant>();
  private readonly devices = new Map<string, { client: string; polls: number }>();
  private readonly server = createServer((request, response) => {
    this.answer(request, response).catch((error: unknown) => send(response, 500, { error: String(error) }));
  });

  private constructor(readonly clients: readonly Client[]) {}

  static async start(clients: readonly Client[] = []): Promise<OidcIssuer> {
    const issuer = new OidcIssuer(clients);
    issuer.keys = [await makeKey('k1')];
    await listen(issuer.server);
    issuer.url = `http://${hostOf(issuer.server)}`;
    issuer.names = issuer.url;
    return issuer;
  }

  /** A new signing key under a new kid; the old one is no longer published. */
  async rotate(): Promise<void> {
    this.keys = [await makeKey(`k${randomBytes(3).toString('hex')}`)];
  }

  async publicPem(): Promise<string> {
    return exportSPKI(this.keys[0]!.publicKey);
  }

  /** A signed token; times in seconds from now. */
  async token(claims: Record<string, unknown>, times: { exp?: number; iat?: number; nbf?: number } = {}) {
    const now = Math.floor(Date.now() / 1000);
    const { kid, privateKey } = this.keys[0]!;
    return new SignJWT({
      iss: this.url,
      iat: now + (times.iat ?? 0),
      exp: now + (times.exp ?? 300),
      ...(times.nbf === undefined ? {} : { nbf: now + times.nbf }),
      ...claims,
    })
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(privateKey);
  }

  /** The kid of the key in use. */
  get kid(): string {
    return this.keys[0]!.kid;
  }

  close(): Promise<void> {
    return closeServer(this.server);
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url!, this.url);
    this.asked.push(url.pathname);
    const to = this.redirects[url.pathname];
    if (to) return void response.writeHead(302, { location: to }).end();
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return send(response, 200, this.discovery());
      case '/jwks':
        return send(response, 200, { keys: await Promise.all(this.keys.map(published)) });
      case '/authorize':
        return this.authorize(url.searchParams, response);
      case '/device_authorization':
        return this.device(await form(request), response);
      case '/token':
        return this.exchange(request, response);
      default:
        return send(response, 404, { error: 'not_found' });
    }
  }

  private discovery() {
    return {
      issuer: this.url,
      authorization_endpoint: `${this.url}/authorize`,
      token_endpoint: `${this.url}/token`,
      jwks_uri: `${this.url}/jwks`,
      ...(this.hasDevices ? { device_authorization_endpoint: `${this.url}/device_authorization` } : {}),
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
      authorization_response_iss_parameter_supported: true,
      code_challenge_methods_supported: ['S256'],
    };
  }

  private authorize(query: URLSearchParams, response: ServerResponse): void {
    const code = randomBytes(16).toString('hex');
    const redirect = query.get('redirect_uri')!;
    this.grants.set(code, {
      ...{ client: query.get('client_id')!, redirect, nonce: query.get('nonce') },
      challenge: query.get('code_challenge')!,
    });
    const back = new URL(redirect);
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state')!);
    if (this.names) back.searchParams.set('iss', this.names);
    response.writeHead(302, { location: back.href }).end();
  }

  private device(body: URLSearchParams, response: ServerResponse): void {
    const code = randomBytes(16).toString('hex');
    this.devices.set(code, { client: body.get('client_id')!, polls: 0 });
    send(response, 200, {
      ...{ device_code: code, user_code: 'WDJB-MJHT', expires_in: 300, interval: 1 },
      verification_uri: `${this.url}/device`,
    });
  }

  private async exchange(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await form(request);
    const client = this.clientOf(request, body);
    if (!client) return send(response, 401, { error: 'invalid_client' });
    if (body.get('grant_type') === 'urn:ietf:params:oauth:grant-type:device_code') {
      const device = this.devices.get(body.get('device_code') ?? '');
      if (device?.client !== client) return send(response, 400, { error: 'invalid_grant' });
      device.polls += 1;
      if (device.polls < 2) return send(response, 400, { error: 'authorization_pending' });
      return this.give(response, client, null);
    }
    const code = body.get('code') ?? '';
    const grant = this.grants.get(code);
    this.grants.delete(code);
    const challenge = createHash('sha256')
      .update(body.get('code_verifier') ?? '')
      .digest('base64url');
    const isGood =
      grant?.client === client &&
      grant.redirect === body.get('redirect_uri') &&
      grant.challenge === challenge;
    if (!isGood) return send(response, 400, { error: 'invalid_grant' });
    return this.give(response, client, grant.nonce);
  }

  private async give(response: ServerResponse, client: string, nonce: string | null): Promise<void> {
    const claims = this.bend({ aud: client, ...this.person, ...(nonce === null ? {} : { nonce }) });
    const id_token = this.forge ? await this.forge({ iss: this.url, ...claims }) : await this.token(claims);
    send(response, 200, { access_token: randomBytes(8).toString('hex'), token_type: 'Bearer', id_token });
  }

  private clientOf(request: IncomingMessage, body: URLSearchParams): string | null {
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const [id, secret] = basic
      ? Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent)
      : [body.get('client_id'), body.get('client_secret')];
    const client = this.clients.find((one) => one.id === id);
    return client && (client.secret ?? null) === (secret ?? null) ? client.id : null;
  }
}

/** The egress client as the setting of an installation opens it for these providers of this machine. */
export const egressTo = (issuers: readonly { url: string }[], resolve?: Resolve): Egress =>
  new Egress(
    { ports: EGRESS_PORTS, allow: issuers.map(({ url }) => parseAllowRule(new URL(url).host)) },
    resolve,
  );

async function published({ kid, publicKey }: Key): Promise<JWK> {
  return { ...(await exportJWK(publicKey)), kid, use: 'sig', alg: 'RS256' };
}

async function form(request: IncomingMessage): Promise<URLSearchParams> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return new URLSearchParams(text);
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
