import { z } from 'zod';

const id = (prefix: string) => z.string().meta({ examples: [`${prefix}01k…`] });
const time = z.int().meta({ description: 'Unix seconds.' });
const text = z.string();
const words = z.record(z.string(), z.unknown());

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
/** A secret: shown where it is made, and never again. */
export const once = text.nullable().meta({ description: 'Shown this once; null in a replayed answer.' });
const LoginLink = z.looseObject({
  object: z.literal('login_link'),
  url: once,
  code: once,
  expires_at: time,
});
/** Components of the answers of the slice access. */
export const ACCESS_ANSWERS = {
  OidcTrust,
  ExchangedToken,
  Invitation,
  LoginSession,
  LoginMethods,
  LoginLink,
  CliLogin,
};
