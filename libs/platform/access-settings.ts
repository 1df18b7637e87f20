import { z } from 'zod';
import { int, url } from '#platform/setting-kinds.js';

const ROLE = '(viewer|engineer|reviewer|deployer|admin)';
const CLAIM_ROLE = `[^=,]+=[a-z0-9][a-z0-9._-]*:${ROLE}(\\+${ROLE})*`;
const CLAIM_ROLES = new RegExp(`^${CLAIM_ROLE}(\\s*,\\s*${CLAIM_ROLE})*$`);
const protocolOf = (text: string): string => (URL.canParse(text) ? new URL(text).protocol : '');

/** Who may come in: keys, logins, sessions. */
export const accessSettings = {
  LUTHIER_API_KEY_MAX_DAYS: int(0, 3650).prefault('0').meta({
    group: 'access',
    description: 'How long an API key may live at most, in days; 0: without limit.',
  }),
  LUTHIER_RATE_LIMIT_PER_MINUTE: int(0, 10_000_000).prefault('6000').meta({
    group: 'access',
    description: 'Requests of one key or session in a minute, counted by each api process; 0: without limit.',
  }),
  LUTHIER_FAILED_AUTH_PER_MINUTE: int(0, 10_000_000).prefault('120').meta({
    group: 'access',
    description: 'Requests without a valid key from one address in a minute; 0: without limit.',
  }),
  LUTHIER_OIDC_ISSUER: url('http:', 'https:').optional().meta({
    group: 'access',
    description: 'OpenID provider that people log in with, exactly as its `iss`; unset: API keys alone open.',
  }),
  LUTHIER_OIDC_CLIENT_ID: z.string().min(1).max(300).optional().meta({
    group: 'access',
    description:
      'Client of this service at the provider; its redirect URI is LUTHIER_PUBLIC_URL/auth/callback.',
  }),
  LUTHIER_OIDC_CLIENT_SECRET: z.string().min(1).optional().meta({
    group: 'access',
    secret: true,
    description: 'Secret of that client, its file readable by the service alone; unset: a public client.',
  }),
  LUTHIER_OIDC_CLI_CLIENT_ID: z.string().min(1).max(300).optional().meta({
    group: 'access',
    description: 'Public client at the provider for `luthier login` (device flow, or redirect to 127.0.0.1).',
  }),
  LUTHIER_OIDC_ALLOWED_DOMAINS: z
    .string()
    .regex(/^[a-z0-9.-]+(\s*,\s*[a-z0-9.-]+)*$/i, 'must be domains, separated by commas')
    .optional()
    .meta({ group: 'access', description: 'Domains of e-mail addresses that may log in; unset: any.' }),
  LUTHIER_OIDC_ROLE_CLAIM: z.string().min(1).max(200).optional().meta({
    group: 'access',
    description: 'Claim of the identity token that LUTHIER_OIDC_ROLES reads, such as groups.',
  }),
  LUTHIER_OIDC_ROLES: z
    .string()
    .regex(CLAIM_ROLES, 'must be VALUE=PROJECT:ROLE+ROLE, separated by commas')
    .optional()
    .meta({
      group: 'access',
      description: 'Who is a member of what by that claim: `ml=default:engineer+deployer`.',
    }),
  LUTHIER_OIDC_TRUSTED_ISSUERS: z
    .string()
    .refine((text) => text.split(',').every((one) => /^https?:$/.test(protocolOf(one.trim()))), {
      error: 'must be URLs, separated by commas',
    })
    .optional()
    .meta({
      group: 'access',
      description: 'Issuers whose tokens trust policies may take, and other hosts that their keys lie on.',
    }),
  LUTHIER_SESSION_IDLE_MINUTES: int(1, 10_080)
    .prefault('60')
    .meta({ group: 'access', description: 'A session ends after so long without a request.' }),
  LUTHIER_SESSION_HOURS: int(1, 720)
    .prefault('12')
    .meta({ group: 'access', description: 'A session, and a key of `luthier login`, ends after so long.' }),
};
