import { createHash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { catchError, from, lastValueFrom, mergeMap, type Observable, throwError } from 'rxjs';
import { canonicalJson } from '#kernel/audit-chain.js';
import { AppError, conflict, invalid } from '#kernel/errors.js';
import { Db, isUniqueViolation } from '#platform/db.js';
import type { RouteContract } from '#platform/route.contract.js';
import { type LuthierRequest, ROUTE } from '#platform/route.js';

interface Row {
  projectId: string;
  caller: string;
  route: string;
  key: string;
}

/**
 * `Idempotency-Key` on every JSON POST: the first answer is kept per project, caller, route and key, and given again for the
 * same body; another body is 422, one still being worked on 409. A refused request keeps nothing and may be sent again. Where
 * the process died in between, what it had committed decides: the kept answer, nothing (the request is done now), or a 409
 * that names what it made.
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
    const { projectId, actor, caller = actor } = request.luthier;
    const row = { projectId, caller, route: `${contract.id} ${request.url}`, key };
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    return from(this.once(row, { request, reply, secrets: contract.secrets ?? [] }, next));
  }

  private async once(
    row: Row,
    { request, reply, secrets }: { request: LuthierRequest; reply: FastifyReply; secrets: readonly string[] },
    next: CallHandler,
  ): Promise<unknown> {
    const bodySha256 = createHash('sha256')
      .update(canonicalJson(request.body ?? null))
      .digest('hex');
    const ctx = request.luthier!;
    const responseBody = { request_id: ctx.requestId }; // until there is an answer
    const id = { projectId_caller_route_key: row };
    try {
      await this.db.tx(row, (tx) => tx.idempotencyKey.create({ data: { ...row, bodySha256, responseBody } }));
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const kept = await this.db.tx(row, (tx) => tx.idempotencyKey.findUnique({ where: id }));
      const abandoned = kept?.status === null && Date.now() - kept.createdAt.getTime() > ABANDONED_MS;
      if (!abandoned || kept.bodySha256 !== bodySha256) return replay(kept, bodySha256, reply);
      await this.takeOver(row, kept, responseBody);
    }
    request.luthier = { ...ctx, once: { ...row, status: reply.statusCode } };
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

  /** The key of a request whose process died; only one of several that come for it gets it. */
  private async takeOver(
    row: Row,
    kept: { createdAt: Date; responseBody: unknown },
    responseBody: { request_id: string },
  ): Promise<void> {
    const requestId = (kept.responseBody as { request_id?: string } | null)?.request_id ?? '';
    await this.db.tx(row, async (tx) => {
      const made = await tx.auditEvent.findFirst({
        where: { projectId: row.projectId, requestId, action: { not: 'license.decided' } },
      });
      if (made) throw outcomeUnknown(made);
      const { count } = await tx.idempotencyKey.updateMany({
        where: { ...row, status: null, createdAt: kept.createdAt },
        data: { createdAt: new Date(), responseBody },
      });
      if (count === 0) throw inProgress();
    });
  }
}

/** A secret that is shown once is stored nowhere: a replay says null in its place. */
function without(answer: Record<string, unknown>, secrets: readonly string[]): object {
  return secrets.length === 0
    ? answer
    : { ...answer, ...Object.fromEntries(secrets.map((name) => [name, null])) };
}
const outcomeUnknown = (made: { action: string; targetId: string }) =>
  conflict(
    'idempotency_outcome_unknown',
    `The service stopped during the first request with this Idempotency-Key, after '${made.action}' of ${made.targetId}: look at that.`,
    { headers: { 'x-should-retry': 'false' } },
  );

const inProgress = () =>
  conflict(
    'idempotency_in_progress',
    'The first request with this Idempotency-Key is still being worked on.',
    { headers: { 'retry-after': '1', 'x-should-retry': 'true' } },
  );

/** Longer than any JSON request takes. */
const ABANDONED_MS = 60_000;

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
  if (!kept || kept.status === null) throw inProgress();
  void reply.header('idempotent-replayed', 'true').code(kept.status);
  return kept.responseBody;
}
