import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { catchError, from, lastValueFrom, mergeMap, type Observable, throwError } from 'rxjs';
import { canonicalJson } from '#audit/audit-chain.js';
import { AppError, conflict, invalid } from '#kernel/errors.js';
import { Db, isUniqueViolation } from '#platform/db.js';
import type { RouteContract } from '#platform/route.contract.js';
import { type LuthierRequest, ROUTE } from '#platform/route.js';

/**
 * `Idempotency-Key` on every JSON POST: the first answer is kept per project, route and key, and given again for the
 * same body; another body is 422, one still being worked on 409. A refused request keeps nothing and may be sent again.
 */
@Injectable()
export class Idempotency implements NestInterceptor {
  constructor(private readonly db: Db) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<LuthierRequest>();
    const contract = Reflect.getMetadata(ROUTE, context.getHandler()) as RouteContract;
    const key = request.headers['idempotency-key'];
    if (
      contract.method !== 'post' ||
      contract.rawBody ||
      contract.produces ||
      typeof key !== 'string' ||
      !request.luthier
    ) {
      return next.handle();
    }
    if (key.length < 1 || key.length > 255) {
      throw invalid('invalid_value', 'Idempotency-Key must be 1 to 255 characters.', {
        param: 'Idempotency-Key',
      });
    }
    const row = { projectId: request.luthier.projectId, route: `${contract.id} ${request.url}`, key };
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.once(row, { request, reply, secrets: contract.secrets ?? [] }, next));
  }

  private async once(
    row: { projectId: string; route: string; key: string },
    { request, reply, secrets }: { request: LuthierRequest; reply: FastifyReply; secrets: readonly string[] },
    next: CallHandler,
  ): Promise<unknown> {
    const bodySha256 = createHash('sha256')
      .update(canonicalJson(request.body ?? null))
      .digest('hex');
    const id = { projectId_route_key: row };
    try {
      await this.db.tx(row, (tx) => tx.idempotencyKey.create({ data: { ...row, bodySha256 } }));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const kept = await this.db.tx(row, (tx) => tx.idempotencyKey.findUnique({ where: id }));
      return replay(kept, bodySha256, reply);
    }
    const forget = () => this.db.tx(row, (tx) => tx.idempotencyKey.deleteMany({ where: row }));
    const answer: unknown = await lastValueFrom(
      next
        .handle()
        .pipe(catchError((error: unknown) => from(forget()).pipe(mergeMap(() => throwError(() => error))))),
    );
    await this.db.tx(row, (tx) =>
      tx.idempotencyKey.update({
        where: id,
        data: { status: reply.statusCode, responseBody: without(answer as Record<string, unknown>, secrets) },
      }),
    );
    return answer;
  }
}

/** A secret that is shown once is stored nowhere: a replay says null in its place. */
function without(answer: Record<string, unknown>, secrets: readonly string[]): object {
  return secrets.length === 0
    ? answer
    : { ...answer, ...Object.fromEntries(secrets.map((name) => [name, null])) };
}

function replay(
  kept: { bodySha256: string; status: number | null; responseBody: unknown } | null,
  bodySha256: string,
  reply: FastifyReply,
): unknown {
  if (kept && kept.bodySha256 !== bodySha256) {
    throw new AppError(
      'invalid',
      'idempotency_key_reused',
      'This Idempotency-Key came before with another body.',
      { status: 422 },
    );
  }
  if (!kept || kept.status === null) {
    throw conflict(
      'idempotency_in_progress',
      'The first request with this Idempotency-Key is still being worked on.',
      {
        headers: { 'retry-after': '1', 'x-should-retry': 'true' },
      },
    );
  }
  void reply.header('idempotent-replayed', 'true').code(kept.status);
  return kept.responseBody;
}
