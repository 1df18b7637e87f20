import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';

const common = { tag: 'access', root: true, roles: 'public' } as const;
const param = z.string().max(1000).optional(); // all four fit into what Node takes as a head

export const login = defineRoute({
  ...common,
  id: 'auth_login',
  method: 'get',
  path: '/auth/login',
  query: z.strictObject({
    return_to: z.string().max(2000).optional().meta({ description: 'A path of this service to go to.' }),
  }),
  status: 302,
  produces: 'text/plain',
  errors: [404],
  summary: 'Send the browser to the identity provider',
});
export const callback = defineRoute({
  ...common,
  id: 'auth_callback',
  method: 'get',
  path: '/auth/callback',
  // providers send parameters of their own beside these
  query: z.looseObject({ state: param, code: z.string().max(4096).optional(), iss: param, error: param }),
  status: 302,
  produces: 'text/plain',
  errors: [403, 404],
  summary: 'Where the identity provider sends the browser back to; opens a session',
});
export const logout = defineRoute({
  ...common,
  id: 'auth_logout',
  method: 'post',
  path: '/auth/logout',
  errors: [401, 403],
  summary: 'End the session of this browser; needs `x-csrf-token`',
});
export const me = defineRoute({
  ...common,
  id: 'auth_me',
  method: 'get',
  path: '/auth/me',
  errors: [401],
  summary: 'Who is logged in, in which projects, and the token that changes need in `x-csrf-token`',
});
export const methods = defineRoute({
  ...common,
  id: 'auth_methods',
  method: 'get',
  path: '/auth/methods',
  summary: 'How people sign in here: `provider` is the issuer at /auth/login, or null where keys alone open',
});
export const openSession = defineRoute({
  ...common,
  id: 'auth_session_create',
  signsIn: true,
  method: 'post',
  path: '/auth/sessions',
  body: z.strictObject({
    api_key: z.string().min(1).max(512).optional(),
    code: z.string().min(1).max(100).optional().meta({ description: 'Of a one-time link.' }),
  }),
  status: 201,
  errors: [401, 403],
  summary:
    'Sign this browser in with an API key, or the code of a one-time link: the session has the rights of the key',
  example: { api_key: 'lu_…' },
});
export const createLink = defineRoute({
  id: 'login_links_create',
  method: 'post',
  path: '/login_links',
  tag: 'access',
  roles: READERS,
  people: true,
  status: 201,
  secrets: ['code', 'url'],
  summary:
    'Make a link that signs one browser in with the rights of the calling key, once, within ten minutes',
});
export const cliSettings = defineRoute({
  ...common,
  id: 'auth_cli',
  method: 'get',
  path: '/auth/cli',
  errors: [404],
  summary: 'What the command line needs to know to log in',
});
