import { type DynamicModule, type Type } from '@nestjs/common';
import { ModuleRef, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { invalid } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import type { Logger } from '#platform/logger.js';
import type { Config } from '#platform/config.js';
import { NestLogger } from '#platform/logger.js';
import { CONFIG } from '#platform/tokens.js';
import { Refusals } from '#audit/refusals.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { SessionDoor } from '#access/session-door.service.js';
import { admit } from './admission.js';
import { AuthGuard } from './auth.guard.js';
import { installConsole } from './console.js';
import { ErrorFilter } from './error.filter.js';
import { Etag, installConditionalGet } from './etag.js';
import { expandOf } from './expand.js';
import { FailedSignIns } from './failed-sign-ins.js';
import { Idempotency } from './idempotency.js';
import { installOpenApi } from './openapi.js';
import { installParsers } from './parsers.js';
import { NO_LIMITS, RateLimit } from './rate-limit.js';
import { HEADERS_IN_TIME, refuseStalledBodies } from './stalled-body.js';
import { refuseUnreadable } from './unreadable.js';

/** The date of the last change that is no mere addition. */
export const API_VERSION = '2026-11-24';

const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy':
    "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
};

/** The HTTP application around a root module: parsers, guard, filter, document; ready to listen. */
export async function createApp(root: Type | DynamicModule, log: Logger): Promise<NestFastifyApplication> {
  const filter = new ErrorFilter(log);
  const adapter = new FastifyAdapter({
    requestIdHeader: false,
    genReqId: () => newId('req_'),
    bodyLimit: 8 * 1024 * 1024,
    routerOptions: { maxParamLength: 512, ignoreTrailingSlash: true },
    trustProxy: false,
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      begin(request, reply);
      filter.answer(error, request, reply);
    },
    clientErrorHandler: refuseUnreadable,
    http: HEADERS_IN_TIME,
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLogger(log),
    bodyParser: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  installParsers(fastify);
  installHooks(fastify, log);
  installConsole(fastify);
  admit(fastify, filter);
  refuseStalledBodies(fastify, filter);
  installConditionalGet(fastify);
  const limit = rateLimit(app);
  app.useGlobalGuards(new AuthGuard(app.get(ProjectsService), app.get(Refusals), sessionDoor(app), limit));
  app.useGlobalInterceptors(new FailedSignIns(limit), new Etag(), app.get(Idempotency), expandOf(app));
  app.useGlobalFilters(filter);
  fastify.setErrorHandler((error, request, reply) => filter.answer(error, request, reply));
  installOpenApi(fastify);
  await app.init();
  return app;
}

/** Where no slice opens a door for people who log in, keys alone open. */
function sessionDoor(app: NestFastifyApplication): SessionDoor | null {
  try {
    // app.get itself ends the process where there is none
    return app.get(ModuleRef).get(SessionDoor, { strict: false });
  } catch {
    return null;
  }
}

/** An application without settings, as tests build them, has no limits. */
function rateLimit(app: NestFastifyApplication): RateLimit {
  try {
    const config = app.get(ModuleRef).get<Partial<Config>>(CONFIG, { strict: false });
    return new RateLimit({
      perKey: config.LUTHIER_RATE_LIMIT_PER_MINUTE ?? 0,
      failedPerAddress: config.LUTHIER_FAILED_AUTH_PER_MINUTE ?? 0,
    });
  } catch {
    return new RateLimit(NO_LIMITS);
  }
}

function begin(request: FastifyRequest, reply: FastifyReply): void {
  void reply.headers({
    ...SECURITY_HEADERS,
    'x-request-id': request.id,
    'x-api-version': API_VERSION,
    'cache-control': 'no-store',
  });
}

function installHooks(fastify: FastifyInstance, log: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    begin(request, reply);
    const wanted = request.headers['x-api-version'];
    done(wanted === undefined || wanted === API_VERSION ? undefined : unknownVersion(String(wanted)));
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const level = reply.statusCode >= 500 ? 'warn' : 'info';
    log[level](
      {
        request_id: request.id,
        method: request.method,
        route: request.routeOptions.url,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        ...retryOf(request.headers['x-stainless-retry-count']),
      },
      'request',
    );
    done();
  });
}

const unknownVersion = (wanted: string) =>
  invalid(
    'unsupported_api_version',
    `There is no version '${wanted.slice(0, 40)}' of this API: send ${API_VERSION}, or no X-API-Version.`,
    { param: 'X-API-Version' },
  );

/** OpenAI's clients tell which try this is: a number above 0 explains a doubled request. */
const retryOf = (count: string | string[] | undefined) =>
  typeof count === 'string' && /^\d{1,3}$/.test(count) ? { retry_count: Number(count) } : {};
