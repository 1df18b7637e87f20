import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as oidc from 'openid-client';
import { CliError, EXIT } from './exits.js';

export interface LoginAsked {
  issuer: string;
  clientId: string;
  scopes: string;
  signal: AbortSignal;
  /** Tells the person what to do. */
  say: (text: string) => void;
}

const WAIT_MS = 5 * 60_000;

/** An identity token of whoever logs in: by the device flow where the issuer has it, else by a redirect to this machine. */
export async function identityToken(asked: LoginAsked): Promise<string> {
  const plain = new URL(asked.issuer).protocol === 'http:';
  const config = await oidc.discovery(new URL(asked.issuer), asked.clientId, undefined, oidc.None(), {
    execute: [oidc.enableNonRepudiationChecks, ...(plain ? [oidc.allowInsecureRequests] : [])],
    timeout: 10,
  });
  const hasDevices = config.serverMetadata().device_authorization_endpoint !== undefined;
  const tokens = await (hasDevices ? byDevice(config, asked) : byRedirect(config, asked));
  if (tokens.id_token) return tokens.id_token;
  throw new CliError('the identity provider gave no identity token', EXIT.auth);
}

async function byDevice(config: oidc.Configuration, { scopes, signal, say }: LoginAsked) {
  const device = await oidc.initiateDeviceAuthorization(config, { scope: scopes });
  const link = device.verification_uri_complete ?? device.verification_uri;
  say(`Open ${link}\nand confirm the code ${device.user_code}`);
  return oidc.pollDeviceAuthorizationGrant(config, device, undefined, { signal });
}

/** RFC 8252: a port of this machine that only lives for the login; PKCE, state and nonce bind what comes back to it. */
async function byRedirect(config: oidc.Configuration, { scopes, signal, say }: LoginAsked) {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier();
  const [expectedState, expectedNonce] = [oidc.randomState(), oidc.randomNonce()];
  const caught = await listen(AbortSignal.any([signal, AbortSignal.timeout(WAIT_MS)]));
  try {
    const url = oidc.buildAuthorizationUrl(config, {
      ...{ redirect_uri: caught.redirectUri, scope: scopes, state: expectedState, nonce: expectedNonce },
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    say(`Open ${url.href}`);
    const checks = { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true };
    return await oidc.authorizationCodeGrant(config, await caught.url, checks);
  } finally {
    caught.close();
  }
}

async function listen(signal: AbortSignal) {
  let arrived: (url: URL) => void;
  const url = new Promise<URL>((resolve, reject) => {
    arrived = resolve;
    signal.addEventListener('abort', () => reject(new CliError('nobody logged in', EXIT.auth)), {
      once: true,
    });
  });
  url.catch(() => undefined); // who closes before is not interested
  const server = createServer((request, response) => {
    const target = new URL(request.url ?? '/', redirectUri);
    const isOurs = target.pathname === '/callback' && target.searchParams.has('state');
    response.writeHead(isOurs ? 200 : 404, {
      'content-type': 'text/plain; charset=utf-8',
      connection: 'close',
    });
    response.end(isOurs ? 'You may close this page and go back to the terminal.\n' : 'Not here.\n');
    if (isOurs) arrived(target);
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  return { redirectUri, url, close: () => void server.close() };
}
