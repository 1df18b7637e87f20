import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
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
