import type { AccessSettings } from '#access/access-settings.js';
import { parseClaimRoles } from '#access/claim-roles.js';
import type { Config } from '#platform/config.js';

const words = (text: string | undefined): string[] =>
  (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);

/** The settings of the slice access from those of the process. Throws an Error that names the role mapping at fault. */
export function accessSettings(config: Config): AccessSettings {
  const host = ['0.0.0.0', '::'].includes(config.LUTHIER_HOST) ? '127.0.0.1' : config.LUTHIER_HOST;
  const own = `http://${host.includes(':') ? `[${host}]` : host}:${config.LUTHIER_PORT}`;
  return {
    publicUrl: (config.LUTHIER_PUBLIC_URL ?? own).replace(/\/+$/, ''),
    login: loginSettings(config),
    trustedIssuers: words(config.LUTHIER_OIDC_TRUSTED_ISSUERS),
    sessionIdleMs: config.LUTHIER_SESSION_IDLE_MINUTES * 60_000,
    sessionMs: config.LUTHIER_SESSION_HOURS * 3_600_000,
  };
}

function loginSettings(config: Config): AccessSettings['login'] {
  const { LUTHIER_OIDC_ISSUER: issuer, LUTHIER_OIDC_CLIENT_ID: clientId } = config;
  if (!issuer || !clientId) return null;
  return {
    ...{ issuer, clientId },
    clientSecret: config.LUTHIER_OIDC_CLIENT_SECRET ?? null,
    cliClientId: config.LUTHIER_OIDC_CLI_CLIENT_ID ?? null,
    allowedDomains: words(config.LUTHIER_OIDC_ALLOWED_DOMAINS).map((one) => one.toLowerCase()),
    roleClaim: config.LUTHIER_OIDC_ROLE_CLAIM ?? null,
    claimRoles: parseClaimRoles(config.LUTHIER_OIDC_ROLES ?? ''),
  };
}

/** Every URL whose origin may be asked for keys and tokens. */
export const issuersOf = (config: Config): string[] => [
  ...words(config.LUTHIER_OIDC_ISSUER),
  ...words(config.LUTHIER_OIDC_TRUSTED_ISSUERS),
];
