import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { root } from '#platform/root.js';
import { unmatched } from './unknown-method.js';

const built = join(root, 'dist/console');
const NONCE = '<meta name="csp-nonce" content="" />';
/** Names of the build change with their bytes. */
const FOREVER = {
  maxAge: '365d',
  immutable: true,
  preCompressed: true,
  decorateReply: false,
  index: false,
} as const;

/**
 * Scripts come from files alone. Style elements are made while the page runs, by Mantine and by what locks scrolling: those that
 * bear the word of this answer are let in, so that no style of anybody else's text ever is.
 */
const policy = (nonce: string): string =>
  [
    ...[
      "default-src 'none'",
      "script-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
    ],
    ...["font-src 'self'", "connect-src 'self'", "manifest-src 'self'", "frame-ancestors 'none'"],
    ...["base-uri 'none'", "form-action 'self'"],
  ].join('; ');

/**
 * Serves the built console: its files below /assets/ and its page for whatever a browser navigates to that the API does not know.
 * Where it was not built, the API alone is there.
 */
export function installConsole(fastify: FastifyInstance, folder = built): void {
  if (!existsSync(join(folder, 'index.html'))) return;
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  void fastify.register(fastifyStatic, { ...FOREVER, root: join(folder, 'assets'), prefix: '/assets/' });
  for (const [name, type] of [
    ['scheme.js', 'text/javascript; charset=utf-8'],
    ['favicon.svg', 'image/svg+xml'],
  ] as const) {
    const bytes = readFileSync(join(folder, name), 'utf8');
    fastify.get(`/${name}`, (_request, reply) => {
      void reply.header('cache-control', 'no-cache').type(type).send(bytes);
    });
  }
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isNavigation(request)) return done();
    const nonce = randomBytes(18).toString('base64');
    void reply
      .headers({
        'content-security-policy': policy(nonce),
        'permissions-policy': PERMISSIONS,
        vary: 'accept',
      })
      .type('text/html; charset=utf-8')
      .send(page.replace(NONCE, `<meta name="csp-nonce" content="${nonce}" />`));
  });
}

const PERMISSIONS = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()';

/** A page is asked for that no route answers: a mistyped address of the API stays an error in JSON. */
function isNavigation(request: FastifyRequest): boolean {
  if (!request.is404 || !['GET', 'HEAD'].includes(request.method)) return false;
  if (!(request.headers.accept ?? '').includes('text/html')) return false;
  if (/^\/(v1|auth|assets)(\/|$|\?)/.test(request.url)) return false;
  return unmatched(request).code === 'unknown_url';
}
