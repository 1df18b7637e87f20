import { Inject, Injectable } from '@nestjs/common';
import type { ClientAuth, Configuration, CustomFetch } from 'openid-client';
import type { Clock } from '#kernel/clock.js';
import { CLOCK } from '#platform/tokens.js';
import type { LoginSettings } from './access-settings.js';
import { ISSUER_FETCH, type IssuerFetch } from './issuer-fetch.port.js';
import { unreachable } from './issuer-tokens.service.js';

const SKEW_SECONDS = 60;
const ASK_AGAIN_MS = 10 * 60_000;

/** The identity provider that people log in with, as its discovery document describes it. */
@Injectable()
export class ProviderService {
  private known: { until: number; config: Promise<Configuration> } | null = null;

  constructor(
    @Inject(ISSUER_FETCH) private readonly fetch: IssuerFetch,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws unavailable `issuer_unreachable`. */
  configuration(settings: LoginSettings): Promise<Configuration> {
    const now = this.clock.now().getTime();
    if (this.known && now < this.known.until) return this.known.config;
    const config = this.discover(settings).catch((error: unknown) => {
      this.known = null;
      throw unreachable(settings.issuer, error);
    });
    this.known = { until: now + ASK_AGAIN_MS, config };
    return config;
  }

  private async discover({ issuer, clientId, clientSecret }: LoginSettings): Promise<Configuration> {
    const oidc = await import('openid-client');
    const ask: CustomFetch = (url, { method, headers, body, signal }) =>
      this.fetch(url, { method, headers, body, signal });
    const plain = new URL(issuer).protocol === 'http:';
    return oidc.discovery(
      new URL(issuer),
      clientId,
      { [oidc.clockTolerance]: SKEW_SECONDS },
      clientSecret === null ? oidc.None() : secretAs(oidc, clientSecret),
      {
        // without it a token is taken on the word of the connection alone, and its signature is not looked at
        execute: [oidc.enableNonRepudiationChecks, ...(plain ? [oidc.allowInsecureRequests] : [])],
        timeout: 5,
        [oidc.customFetch]: ask,
      },
    );
  }
}

/** As the provider says it takes it; Basic is what OpenID Connect falls back on. */
function secretAs(oidc: typeof import('openid-client'), secret: string): ClientAuth {
  const [basic, post] = [oidc.ClientSecretBasic(secret), oidc.ClientSecretPost(secret)];
  return (server, client, body, headers) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(server, client, body, headers);
  };
}
