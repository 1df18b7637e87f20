import { Inject, Injectable } from '@nestjs/common';
import type { JWTPayload, RemoteJWKSet } from 'jose';
import type { Clock } from '#kernel/clock.js';
import { AppError, invalid, unavailable } from '#kernel/errors.js';
import { unstorable } from '#kernel/storable.js';
import { CLOCK } from '#platform/tokens.js';
import { ISSUER_FETCH, type IssuerFetch, IssuerFetchRefused } from './issuer-fetch.port.js';

/** Signatures with a key pair alone: with a shared secret whoever checks could also sign. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA'.split(' ');
const SKEW_SECONDS = 60;
const MAX_AGE_SECONDS = 3600;
const KEYS_FOR_MS = 10 * 60_000;

export interface TokenClaims extends JWTPayload {
  iss: string;
  sub: string;
  aud: string;
  exp: number;
  iat: number;
}

/** Checks tokens by the published keys of their issuer. */
@Injectable()
export class IssuerTokens {
  private readonly keys = new Map<string, { until: number; set: Promise<RemoteJWKSet> }>();

  constructor(
    @Inject(ISSUER_FETCH) private readonly fetch: IssuerFetch,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Issuer and audience as an unchecked token names them, to find out who could check it. Throws `invalid_grant`. */
  async peek(token: string): Promise<{ issuer: string; audience: string }> {
    const { decodeJwt } = await import('jose');
    let claims: JWTPayload;
    try {
      claims = decodeJwt(token);
    } catch {
      throw refused('it is no signed JWT');
    }
    const { iss, aud } = claims;
    if (typeof iss !== 'string') throw refused('it names no issuer');
    if (typeof aud !== 'string' && !(Array.isArray(aud) && aud.length === 1))
      throw refused('it must be for exactly one audience');
    const audience = [aud].flat()[0]!;
    if (unstorable(claims)) throw refused('its claims cannot be stored');
    return { issuer: iss, audience };
  }

  /**
   * The claims of a token that this issuer signed for this audience, that is neither expired nor older than an hour (60 s of skew).
   * Throws `invalid_grant` with the reason, unavailable `issuer_unreachable`.
   */
  async verify(token: string, of: { issuer: string; audience: string }): Promise<TokenClaims> {
    const { jwtVerify, errors } = await import('jose');
    const keys = await this.keysOf(of.issuer);
    try {
      const { payload } = await jwtVerify(token, keys, {
        ...of,
        algorithms: ALGORITHMS,
        clockTolerance: SKEW_SECONDS,
        maxTokenAge: MAX_AGE_SECONDS,
        currentDate: this.clock.now(),
        requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat'],
      });
      const fault = unstorable(payload);
      if (fault) throw refused(`its claims hold ${fault}`);
      return { ...payload, aud: of.audience } as TokenClaims;
    } catch (error) {
      if (error instanceof AppError) throw error;
      if (error instanceof errors.JOSEError && !UNREACHABLE.has(error.code)) throw refused(reasonOf(error));
      throw unreachable(of.issuer, error);
    }
  }

  private keysOf(issuer: string): Promise<RemoteJWKSet> {
    const now = this.clock.now().getTime();
    const known = this.keys.get(issuer);
    if (known && now < known.until) return known.set;
    const set = this.discover(issuer);
    this.keys.set(issuer, { until: now + KEYS_FOR_MS, set });
    set.catch(() => this.keys.delete(issuer));
    return set;
  }

  private async discover(issuer: string): Promise<RemoteJWKSet> {
    const { createRemoteJWKSet, customFetch } = await import('jose');
    const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    try {
      const response = await this.fetch(url, { method: 'GET', headers: { accept: 'application/json' } });
      if (response.status !== 200) throw new Error(`${url} answers ${response.status}`);
      const found = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown };
      if (found.issuer !== issuer) throw new Error('the discovery document is that of another issuer');
      return createRemoteJWKSet(new URL(String(found.jwks_uri)), {
        [customFetch]: (target: string, { method, headers, signal }: KeyRequest) =>
          this.fetch(target, { method, headers: Object.fromEntries(headers), signal }),
      });
    } catch (error) {
      throw unreachable(issuer, error);
    }
  }
}

/** What jose asks for a key set with. */
interface KeyRequest {
  method: 'GET';
  headers: Headers;
  signal: AbortSignal;
}

const UNREACHABLE = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

const REASONS: Record<string, string> = {
  ERR_JWT_EXPIRED: 'it has expired',
  ERR_JOSE_ALG_NOT_ALLOWED: `its algorithm is none of ${ALGORITHMS.join(', ')}`,
  ERR_JWKS_NO_MATCHING_KEY: 'the issuer has published no key of that kid',
  ERR_JWS_SIGNATURE_VERIFICATION_FAILED: 'its signature does not match',
};

function reasonOf(error: { code: string; claim?: unknown }): string {
  const claim = typeof error.claim === 'string' ? error.claim : null;
  if (error.code === 'ERR_JWT_CLAIM_VALIDATION_FAILED' && claim)
    return `its claim '${claim}' is not acceptable`;
  return REASONS[error.code] ?? 'it is no JWT that can be checked';
}

export const refused = (why: string) =>
  invalid('invalid_grant', `The token is not accepted: ${why}.`, { param: 'subject_token' });

/** Libraries wrap what their fetch throws. */
function refusalIn(error: unknown): IssuerFetchRefused | null {
  if (error instanceof IssuerFetchRefused) return error;
  return error instanceof Error && error.cause !== undefined ? refusalIn(error.cause) : null;
}

export function unreachable(issuer: string, cause: unknown): AppError {
  const refusal = refusalIn(cause);
  const error = unavailable(
    'issuer_unreachable',
    refusal
      ? `The issuer ${issuer} is not asked: ${refusal.message}.`
      : `The issuer ${issuer} does not answer as it should; try again shortly.`,
    { headers: { 'retry-after': '5' } },
  );
  error.cause = cause;
  return error;
}
