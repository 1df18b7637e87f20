import { createHash } from 'node:crypto';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { etagOf } from '#platform/if-match.js';
import type { RouteContract } from '#platform/route.contract.js';
import { ROUTE } from '#platform/route.js';

/** The ETag of an answer that has a revision, where the contract promises one. */
export class Etag implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const contract = Reflect.getMetadata(ROUTE, context.getHandler()) as RouteContract;
    if (!contract.etag) return next.handle();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return next.handle().pipe(
      tap((answer) => {
        const { revision } = answer as { revision?: number };
        if (revision !== undefined) void reply.header('etag', etagOf(revision));
      }),
    );
  }
}

const WITH_ETAG = /^\/(v1\/|openapi\.json|docs)/;

/**
 * Every whole GET answer has a strong ETag of its bytes, behind the revision where there is one: a review that has not changed is
 * shown with what changes around it. `If-None-Match` that names it is answered 304.
 */
export function installConditionalGet(fastify: FastifyInstance): void {
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (
      request.method !== 'GET' ||
      reply.statusCode !== 200 ||
      typeof payload !== 'string' ||
      !WITH_ETAG.test(request.url)
    )
      return done(null, payload);
    const hash = createHash('sha256').update(payload).digest('base64url').slice(0, 22);
    const revision = /^"(\d+)"$/.exec(String(reply.getHeader('etag') ?? ''))?.[1];
    const etag = revision === undefined ? `"${hash}"` : `"${revision}-${hash}"`;
    void reply.header('etag', etag);
    if (!names(request, etag)) return done(null, payload);
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, null);
  });
}

/** RFC 9110: the comparison is weak, and `*` names whatever is there. */
function names(request: FastifyRequest, etag: string): boolean {
  const given = request.headers['if-none-match'];
  if (given === undefined) return false;
  return given.split(',').some((one) => [etag, '*'].includes(one.trim().replace(/^W\//, '')));
}
