import type { Ctx } from '#kernel/context.js';
import type { Tx } from '#platform/db.js';

/**
 * Keeps the answer to a request that came with an Idempotency-Key in the transaction that does what was asked: a process that
 * dies before the answer leaves has it repeated to the client's next try.
 */
export async function keepAnswer(tx: Tx, ctx: Ctx, answer: object): Promise<void> {
  if (!ctx.once) return;
  const { caller, route, key, status } = ctx.once;
  await tx.idempotencyKey.updateMany({
    where: { projectId: ctx.projectId, caller, route, key },
    data: { status, responseBody: answer },
  });
}
