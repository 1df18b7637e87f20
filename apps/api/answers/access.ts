import { z } from 'zod';
import { maxRegression } from '#projects/max-regression.js';
import type { Answers } from './answers.js';
import { id, once, text, time, words } from './fields.js';

const Project = z.looseObject({
  id: id('proj_'),
  object: z.literal('project'),
  revision: z.int().meta({ description: 'Also the ETag; a change names it in If-Match.' }),
  name: text,
  org: text,
  declared_use: words,
  license_profile: text,
  on_needs_review: text,
  default_dataset_license: text.nullable(),
  default_dataset_license_declared_by: text.nullable(),
  self_review: z.boolean(),
  protected_aliases: z.array(text),
  expiry_drain_seconds: z.int(),
  worse_verdict_drain_seconds: z.int(),
  figures_max_age_days: z.int(),
  require_parity: z.boolean(),
  max_regression: z.record(z.string(), maxRegression),
  external_judge: z.boolean(),
  figures_confirmed_at: time,
  created_at: time,
  api_key: once.optional(),
});
const ApiKey = z.looseObject({
  id: id('key_'),
  object: z.literal('api_key'),
  name: text,
  key: once.optional(),
  hint: text,
  roles: z.array(text),
  member: id('mem_'),
  created_by: text.nullable().meta({ description: 'The member who made it.' }),
  own: z.boolean().meta({ description: 'Its member put it in the place of the key that was handed out.' }),
  scopes: z.array(text).meta({ description: 'Empty: all that the roles allow.' }),
  origin: z.enum(['made', 'login', 'exchange']),
  expires_at: time.nullable(),
  rotated_to: text.nullable(),
  created_at: time,
  last_used_at: time.nullable(),
  revoked_at: time.nullable(),
});
const Member = z.looseObject({
  id: id('mem_'),
  object: z.literal('member'),
  name: text,
  email: text.nullable(),
  added_by: text.nullable(),
  kind: z.enum(['person', 'service_account']),
  roles: z.array(text).meta({ description: 'What its live keys and its logins may do, together.' }),
  login_roles: z.array(text).meta({ description: 'What the person may do when logged in.' }),
  notify: z.enum(['all', 'assigned', 'none']),
  created_at: time,
  removed_at: time.nullable(),
});
const Mail = z.looseObject({
  id: id('mail_'),
  object: z.literal('mail'),
  member: text,
  to: text,
  subject: text,
  message_id: text.nullable(),
  state: z.enum(['gathering', 'sending', 'waiting', 'sent', 'dropped', 'dead']),
  attempts: z.int(),
  last_error: text.nullable(),
  notices: z.array(z.looseObject({ kind: text, subject: text, created_at: time })),
  created_at: time,
  next_attempt_at: time.nullable(),
  finished_at: time.nullable(),
});

const OidcTrust = z.looseObject({
  id: id('trust_'),
  object: z.literal('oidc_trust'),
  name: text,
  issuer: text,
  audience: text,
  claims: words,
  service_account: id('mem_'),
  roles: z.array(text),
  scopes: z.array(text),
  created_at: time,
  last_used_at: time.nullable(),
  removed_at: time.nullable(),
});
const ExchangedToken = z.looseObject({
  access_token: text,
  issued_token_type: text,
  token_type: z.literal('Bearer'),
  expires_in: z.int().meta({ description: 'Seconds.' }),
  scope: text,
  api_key: id('key_'),
  project: id('proj_'),
});
const Invitation = z.looseObject({
  id: id('inv_'),
  object: z.literal('invitation'),
  email: text,
  roles: z.array(text),
  member: text.nullable(),
  invited_by: text,
  created_at: time,
  expires_at: time,
  accepted_at: time.nullable(),
  withdrawn_at: time.nullable(),
});
const LoginSession = z.looseObject({
  id: id('ses_'),
  object: z.literal('session'),
  person: z
    .looseObject({ id: text, email: text.nullable(), name: text.nullable(), issuer: text })
    .nullable()
    .meta({ description: 'Who has logged in; null for a session of an API key.' }),
  key: z
    .looseObject({ id: text, name: text, hint: text })
    .nullable()
    .meta({ description: 'The key that signed this browser in; null for a person.' }),
  projects: z.array(z.looseObject({ id: text, name: text, member: text, roles: z.array(text) })),
  csrf_token: text.meta({ description: 'For `x-csrf-token` of every change.' }),
  expires_at: time,
});
const CliLogin = z.looseObject({
  object: z.literal('cli_login'),
  issuer: text,
  client_id: text,
  scopes: text,
});
const LoginMethods = z.looseObject({
  object: z.literal('login_methods'),
  provider: text.nullable(),
  api_key: z.boolean(),
});
const LoginLink = z.looseObject({
  object: z.literal('login_link'),
  url: once,
  code: once,
  expires_at: time,
});

/** Projects, members, keys, and how they sign in. */
export const ACCESS_ANSWERS: Answers = {
  components: {
    Project,
    ApiKey,
    Member,
    Mail,
    OidcTrust,
    ExchangedToken,
    Invitation,
    LoginSession,
    LoginMethods,
    LoginLink,
    CliLogin,
  },
  operations: {
    projects_create: 'Project',
    projects_list: '[Project]',
    projects_get: 'Project',
    projects_update: 'Project',
    projects_confirm_use: 'Project',
    api_keys_create: 'ApiKey',
    api_keys_rotate: 'ApiKey',
    api_keys_rotate_by_id: 'ApiKey',
    api_keys_list: '[ApiKey]',
    members_list: '[Member]',
    members_create: 'Member',
    members_update: 'Member',
    mails_list: '[Mail]',
    oidc_trusts_create: 'OidcTrust',
    oidc_trusts_list: '[OidcTrust]',
    oidc_token_exchange: 'ExchangedToken',
    invitations_create: 'Invitation',
    invitations_list: '[Invitation]',
    auth_me: 'LoginSession',
    auth_methods: 'LoginMethods',
    auth_session_create: 'LoginSession',
    login_links_create: 'LoginLink',
    auth_cli: 'CliLogin',
  },
};
