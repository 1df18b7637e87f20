import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { AppError, denied, invalid, notFound } from '#kernel/errors.js';
import { unstorable } from '#kernel/storable.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { AccessRepository, type AttemptRow } from './access.repository.js';
import { ACCESS_SETTINGS, type AccessSettings, type LoginSettings } from './access-settings.js';
import type { PersonClaims } from './identities.service.js';
import { unreachable } from './issuer-tokens.service.js';
import { ProviderService } from './provider.service.js';
import { returnPath } from './return-path.js';
import { hashToken, newToken } from './session-token.js';

export const ATTEMPT_SECONDS = 600;
const AFTER_LOGIN = '/auth/me';

/** The authorization code flow with PKCE, state and nonce: out to the provider, and back with who it is. */
@Injectable()
export class LoginService {
  constructor(
    private readonly db: Db,
    private readonly rows: AccessRepository,
    private readonly provider: ProviderService,
    @Inject(ACCESS_SETTINGS) private readonly settings: AccessSettings,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Throws not_found `login_not_configured`. */
  login(): LoginSettings {
    if (this.settings.login) return this.settings.login;
    throw notFound(
      'login_not_configured',
      'Nobody logs in here: LUTHIER_OIDC_ISSUER is not set. Use an API key.',
    );
  }

  /** Where to send the browser, and the token that ties what comes back to it. */
  async begin(returnTo: string | undefined): Promise<{ url: string; browserToken: string }> {
    const login = this.login();
    const path = returnPath(returnTo ?? AFTER_LOGIN);
    if (path === null)
      throw invalid('invalid_value', 'return_to must be a path of this service, such as /docs.', {
        param: 'return_to',
      });
    const oidc = await import('openid-client');
    const config = await this.provider.configuration(login);
    const [state, nonce, browserToken] = [newToken(), newToken(), newToken()];
    const codeVerifier = oidc.randomPKCECodeVerifier();
    const now = this.clock.now();
    const row: AttemptRow = {
      ...{ stateSha256: hashToken(state), browserSha256: hashToken(browserToken) },
      ...{ nonce, codeVerifier, returnTo: path, expiresAt: new Date(now.getTime() + ATTEMPT_SECONDS * 1000) },
    };
    await this.db.tx({ projectId: '*' }, (tx) => this.rows.insertAttempt(tx, row, now));
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: this.redirectUri(),
      scope: 'openid email profile',
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: 'S256',
      ...{ state, nonce },
    });
    return { url: url.href, browserToken };
  }

  /**
   * Who has come back, and where they wanted to go. `search` is the query as it came. Throws `login_expired` for what this
   * browser did not begin in the last ten minutes or has been here already, `login_failed` for an answer that does not hold,
   * denied `login_refused` where the provider said no.
   */
  async finish(
    search: string,
    query: { state?: string | undefined; error?: string | undefined },
    browserToken: string | null,
  ): Promise<{ claims: PersonClaims; returnTo: string }> {
    const login = this.login();
    const attempt = await this.take(query.state, browserToken);
    if (query.error !== undefined) throw providerSaidNo(query.error);
    const oidc = await import('openid-client');
    const config = await this.provider.configuration(login);
    try {
      const tokens = await oidc.authorizationCodeGrant(config, new URL(`${this.redirectUri()}${search}`), {
        pkceCodeVerifier: attempt.codeVerifier,
        expectedNonce: attempt.nonce,
        expectedState: query.state!,
        idTokenExpected: true,
      });
      const claims = tokens.claims()!;
      if (unstorable(claims)) throw failed('its claims cannot be stored');
      return { claims: claims as unknown as PersonClaims, returnTo: attempt.returnTo };
    } catch (error) {
      throw this.faultOf(error, login.issuer);
    }
  }

  private async take(state: string | undefined, browserToken: string | null): Promise<AttemptRow> {
    const of = { stateSha256: hashToken(state ?? ''), browserSha256: hashToken(browserToken ?? '') };
    const row =
      state && browserToken
        ? await this.db.tx({ projectId: '*' }, (tx) => this.rows.takeAttempt(tx, of))
        : null;
    if (row && row.expiresAt > this.clock.now()) return row;
    throw invalid(
      'login_expired',
      'This login was not begun in this browser, or is over: start at /auth/login.',
    );
  }

  private faultOf(error: unknown, issuer: string): AppError {
    if (error instanceof AppError) return error;
    const code = codeOf(error);
    // fetch's own faults come as TypeErrors, and as the cause of openid-client's where it wraps them
    if (code === null || ['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'].includes(code))
      return unreachable(issuer, error);
    const fault = failed(`the check that failed is ${code}`);
    fault.cause = error;
    return fault;
  }

  private redirectUri(): string {
    return `${this.settings.publicUrl}/auth/callback`;
  }
}

function codeOf(error: unknown): string | null {
  const { code, error: oauth } = error as { code?: unknown; error?: unknown };
  if (typeof oauth === 'string') return oauth.replace(/[^\w.-]/g, '').slice(0, 60);
  return typeof code === 'string' && code.startsWith('OAUTH_') ? code : null;
}

const failed = (why: string) =>
  invalid(
    'login_failed',
    `The answer of the identity provider does not hold: ${why}. Start again at /auth/login.`,
  );

const providerSaidNo = (error: string) =>
  denied(
    'login_refused',
    `The identity provider did not log you in (${error.replace(/[^\w.-]/g, '').slice(0, 60)}).`,
  );
