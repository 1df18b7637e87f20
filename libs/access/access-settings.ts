import type { ClaimRole } from './claim-roles.js';

/** DI token of the settings below. */
export const ACCESS_SETTINGS = 'ACCESS_SETTINGS';

export interface LoginSettings {
  issuer: string;
  clientId: string;
  /** Null: a public client. */
  clientSecret: string | null;
  /** The public client that the command line logs in with. */
  cliClientId: string | null;
  /** Lower-case domains of e-mail addresses that may log in; empty: any. */
  allowedDomains: readonly string[];
  roleClaim: string | null;
  claimRoles: readonly ClaimRole[];
}

export interface AccessSettings {
  /** Where browsers reach the service, without a slash at the end. */
  publicUrl: string;
  /** Null: nobody logs in; keys alone open. */
  login: LoginSettings | null;
  /** Whose tokens a trust policy may name. */
  trustedIssuers: readonly string[];
  sessionIdleMs: number;
  sessionMs: number;
}

/** How cookies are called and marked: `__Host-` wherever there is https, which browsers hold to this host and to Secure. */
export function cookieRules(publicUrl: string) {
  const secure = publicUrl.startsWith('https:');
  const prefix = secure ? '__Host-' : '';
  return {
    session: `${prefix}luthier_session`,
    login: `${prefix}luthier_login`,
    attributes: `Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`,
    // no provider sends the browser back here: nothing outside needs to bring this one along
    keyAttributes: `Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`,
  };
}
