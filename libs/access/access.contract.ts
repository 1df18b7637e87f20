import { z } from 'zod';
import { ROLES } from '#kernel/context.js';
import { defineRoute } from '#platform/route.contract.js';
import { email, idParam, listQuery, NO_CONTROLS, webAddress } from '#platform/schemas.js';
import { memberRef } from '#projects/members.contract.js';

const roles = z
  .array(z.enum(ROLES))
  .min(1)
  .max(5)
  .refine((all) => new Set(all).size === all.length, { error: 'must name each role once' });
const plain = (max: number) =>
  z.string().min(1).max(max).regex(NO_CONTROLS, 'must hold no control characters');

/** What the checks of a token read already. */
const RESERVED = ['iss', 'aud', 'exp', 'nbf', 'iat', 'jti'];

export const createTrustBody = z.strictObject({
  name: plain(100),
  issuer: webAddress(500).meta({ description: 'Exactly as `iss` in its tokens.' }),
  audience: plain(300).meta({ description: 'The one `aud` that its tokens must have.' }),
  claims: z
    .record(plain(100), z.union([plain(500), z.boolean(), z.int()]))
    .refine((all) => Object.keys(all).length > 0 && Object.keys(all).length <= 20, {
      error: 'must hold 1 to 20 claims: without one, everybody at the issuer would be let in',
    })
    .refine((all) => RESERVED.every((name) => !(name in all)), {
      error: `must name none of ${RESERVED.join(', ')}: those are checked anyway`,
    })
    .meta({ description: 'Claims that a token must have, each exactly so.' }),
  service_account: memberRef.meta({ description: 'Whose keys these are: a service account, by id or name.' }),
  roles,
  scopes: z.array(z.string().min(1).max(60)).max(60).optional(),
});
export type CreateTrust = z.output<typeof createTrustBody>;

const TOKEN = 'urn:ietf:params:oauth:token-type:';
/** RFC 8693, as JSON. */
export const exchangeBody = z.strictObject({
  grant_type: z.literal('urn:ietf:params:oauth:grant-type:token-exchange'),
  subject_token: z.string().min(1).max(16_384),
  subject_token_type: z.enum([`${TOKEN}jwt`, `${TOKEN}id_token`]),
  requested_token_type: z.literal(`${TOKEN}access_token`).optional(),
  scope: z.string().max(2000).optional().meta({
    description: 'Scopes, separated by spaces, to narrow the key down further.',
  }),
  oidc_trust: z.string().max(120).optional().meta({
    description: 'The trust policy, where several take the token.',
  }),
  project: z.string().max(120).optional().meta({
    description: "A person's project, by id or name, where they are in several.",
  }),
});
export type Exchange = z.output<typeof exchangeBody>;

export const createInvitationBody = z.strictObject({
  email: email.toLowerCase(),
  roles,
  member: memberRef.optional().meta({
    description: 'A member that this person is already; left out: the login makes one.',
  }),
  expires_in_days: z.int().min(1).max(30).prefault(7),
});
export type CreateInvitation = z.output<typeof createInvitationBody>;

const tag = 'access';
const admin = { tag, roles: [], people: true } as const;
export const createTrust = defineRoute({
  ...admin,
  id: 'oidc_trusts_create',
  method: 'post',
  path: '/oidc_trusts',
  body: createTrustBody,
  status: 201,
  errors: [409],
  summary:
    'Trust tokens of an issuer, audience and claims, such as those of a CI job, with keys of a service account',
  example: {
    name: 'release workflow',
    issuer: 'https://token.actions.githubusercontent.com',
    audience: 'https://luthier.example.org',
    claims: { repository: 'example/models', ref: 'refs/heads/main' },
    service_account: 'release bot',
    roles: ['engineer'],
  },
});
export const listTrusts = defineRoute({
  id: 'oidc_trusts_list',
  tag,
  roles: [],
  method: 'get',
  path: '/oidc_trusts',
  query: z.strictObject(listQuery),
  summary: 'List the trust policies, removed ones too',
});
export const removeTrust = defineRoute({
  ...admin,
  id: 'oidc_trusts_remove',
  method: 'delete',
  path: '/oidc_trusts/:id',
  params: idParam,
  summary: 'Remove a trust policy; the keys that it has given out end at once',
});
export const exchangeToken = defineRoute({
  id: 'oidc_token_exchange',
  tag,
  roles: 'public',
  method: 'post',
  path: '/oidc_token_exchange',
  body: exchangeBody,
  errors: [403, 413, 415],
  summary: 'Exchange an OIDC token that a trust policy takes for a key that lives 15 minutes (RFC 8693)',
  example: {
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: 'eyJhbGciOiJSUzI1NiIs…',
    subject_token_type: `${TOKEN}jwt`,
    scope: 'promotions:write',
  },
});
export const createInvitation = defineRoute({
  ...admin,
  id: 'invitations_create',
  method: 'post',
  path: '/invitations',
  body: createInvitationBody,
  status: 201,
  errors: [409],
  summary: 'Let whoever logs in with this verified e-mail address into the project',
  example: { email: 'dana@example.org', roles: ['reviewer'] },
});
export const listInvitations = defineRoute({
  id: 'invitations_list',
  tag,
  roles: [],
  method: 'get',
  path: '/invitations',
  query: z.strictObject(listQuery),
  summary: 'List invitations, accepted and withdrawn ones too',
});
export const withdrawInvitation = defineRoute({
  ...admin,
  id: 'invitations_withdraw',
  method: 'delete',
  path: '/invitations/:id',
  params: idParam,
  summary: 'Withdraw an invitation that nobody has accepted',
});
