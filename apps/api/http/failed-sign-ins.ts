import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Observable, tap } from 'rxjs';
import { AppError } from '#kernel/errors.js';
import type { RouteContract } from '#platform/route.contract.js';
import { ROUTE } from '#platform/route.js';
import type { RateLimit } from './rate-limit.js';

/** A false key in the body of a sign-in counts as one in the header does: who guesses gets no second door. */
export class FailedSignIns implements NestInterceptor {
  constructor(private readonly limit: RateLimit) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const contract = Reflect.getMetadata(ROUTE, context.getHandler()) as RouteContract;
    if (!contract.signsIn) return next.handle();
    const { ip } = context.switchToHttp().getRequest<FastifyRequest>();
    const error = (fault: unknown) => {
      if (fault instanceof AppError && fault.details.status === 401) this.limit.failed(ip);
    };
    return next.handle().pipe(tap({ error }));
  }
}
