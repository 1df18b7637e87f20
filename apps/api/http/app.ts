import { type DynamicModule, type Type } from '@nestjs/common';
import { ModuleRef, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { newId } from '#kernel/ids.js';
import type { Logger } from '#platform/logger.js';
import type { Config } from '#platform/config.js';
import { NestLogger } from '#platform/logger.js';
import { CONFIG } from '#platform/tokens.js';
import { Refusals } from '#audit/refusals.service.js';
import { ProjectsService } from '#projects/projects.service.js';
import { SessionDoor } from '#access/session-door.service.js';
import { AuthGuard } from './auth.guard.js';
import { ErrorFilter } from './error.filter.js';
import { Etag } from './etag.js';
import { Idempotency } from './idempotency.js';
import { installOpenApi } from './openapi.js';
import { installParsers } from './parsers.js';
import { NO_LIMITS, RateLimit } from './rate-limit.js';
import { refuseUnreadable } from './unreadable.js';

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
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: new NestLogger(log),
    bodyParser: false,
  });
  const fastify = app.getHttpAdapter().getInstance();
  installParsers(fastify);
  installHooks(fastify, log);
  app.useGlobalGuards(
    new AuthGuard(app.get(ProjectsService), app.get(Refusals), sessionDoor(app), rateLimit(app)),
  );
  app.useGlobalInterceptors(new Etag(), app.get(Idempotency));
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
  void reply.headers({ ...SECURITY_HEADERS, 'x-request-id': request.id, 'cache-control': 'no-store' });
}

function installHooks(fastify: FastifyInstance, log: Logger): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    begin(request, reply);
    done();
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

/** OpenAI's clients tell which try this is: a number above 0 explains a doubled request. */
const retryOf = (count: string | string[] | undefined) =>
  typeof count === 'string' && /^\d{1,3}$/.test(count) ? { retry_count: Number(count) } : {};
