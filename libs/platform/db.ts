import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import type { Ctx } from '#kernel/context.js';
import { unavailable } from '#kernel/errors.js';
import { Prisma, PrismaClient } from '#platform/generated/prisma/client.js';

export type Tx = Prisma.TransactionClient;
export { Prisma };

const RETRYABLE = /40001|40P01|57P01|08006|08003|P2034|Connection terminated|ECONNRESET/;
// P2028 in words: with as many requests at work as are let in, Postgres does not get round to them
const DOWN =
  /ECONNREFUSED|ENOENT|57P03|P1001|P1017|too many clients|timeout exceeded when trying to connect|Unable to start a transaction/;

/** The one transaction that every `tx` of a rehearsal is a part of. */
interface Rehearsal {
  tx: Tx;
  /** Savepoints nest: what runs at the same time waits for the one before it. */
  last: Promise<unknown>;
  /** The project of the `tx` around this one; null outside of any. */
  within: string | null;
}

/** Carries the answer of a rehearsal out of the transaction that it ends. */
class CurtainFalls extends Error {
  constructor(readonly answer: unknown) {
    super('the rehearsal is over');
  }
}

const made = new AsyncLocalStorage<Set<string>>();
/** Notes that `id` was made: where this is rehearsed, nobody will find it. */
export const noteMade = (id: string): void => void made.getStore()?.add(id);
/** Whether `id` was made in this very rehearsal, and goes with it. */
export const isRehearsed = (id: string): boolean => made.getStore()?.has(id) ?? false;

/** All database access: `tx(ctx, …)` limits every row-level-security table to the caller's project. */
export class Db {
  readonly client: PrismaClient;

  private readonly rehearsals = new AsyncLocalStorage<Rehearsal>();

  constructor(connectionString: string, poolSize = 10) {
    const adapter = new PrismaPg({ connectionString, max: poolSize, connectionTimeoutMillis: 5_000 });
    this.client = new PrismaClient({ adapter });
  }

  /**
   * Runs `work` in one transaction; retries it on a serialization failure or lost connection (up to 3 times), so
   * `work` must have no effect outside the transaction. Throws AppError `database_unavailable` while Postgres is down.
   */
  async tx<T>(ctx: Pick<Ctx, 'projectId'>, work: (tx: Tx) => Promise<T>): Promise<T> {
    const rehearsal = this.rehearsals.getStore();
    if (rehearsal) return this.rehearsed(rehearsal, ctx.projectId, work);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.client.$transaction(
          async (tx) => {
            await enter(tx, ctx.projectId);
            return work(tx);
          },
          { timeout: 20_000, maxWait: 5_000 },
        );
      } catch (error) {
        const text = describe(error);
        if (RETRYABLE.test(text) && attempt < 4) {
          await new Promise((wake) => setTimeout(wake, 20 * attempt ** 2 * (0.5 + Math.random())));
          continue;
        }
        if (DOWN.test(text) || RETRYABLE.test(text)) throw databaseDown(error);
        throw error;
      }
    }
  }

  /**
   * Runs `work` and takes back every write of it: each `tx` in it, however deep, is a part of one transaction that is rolled
   * back. `work` must have no effect outside the database. Answers what it answered; throws what it threw.
   */
  async rehearse<T>(ctx: Pick<Ctx, 'projectId'>, work: () => Promise<T>): Promise<T> {
    try {
      return await this.tx(ctx, async (tx) => {
        const rehearsal: Rehearsal = { tx, last: Promise.resolve(), within: null };
        throw new CurtainFalls(await made.run(new Set(), () => this.rehearsals.run(rehearsal, work)));
      });
    } catch (error) {
      if (error instanceof CurtainFalls) return error.answer as T;
      throw error;
    }
  }

  /** A savepoint in place of a transaction. One inside another goes on at once; of those side by side each has its turn. */
  private async rehearsed<T>(
    rehearsal: Rehearsal,
    projectId: string,
    work: (tx: Tx) => Promise<T>,
  ): Promise<T> {
    const { tx, within } = rehearsal;
    const inner: Rehearsal = { tx, last: Promise.resolve(), within: projectId };
    const part = async () => {
      await tx.$executeRaw`SAVEPOINT rehearsed`;
      try {
        await enter(tx, projectId);
        const answer = await this.rehearsals.run(inner, () => work(tx));
        await tx.$executeRaw`RELEASE SAVEPOINT rehearsed`;
        return answer;
      } catch (error) {
        await tx.$executeRaw`ROLLBACK TO SAVEPOINT rehearsed`;
        throw error;
      } finally {
        if (within !== null) await enter(tx, within);
      }
    };
    const turn = rehearsal.last.then(part);
    rehearsal.last = turn.catch(() => undefined);
    return turn;
  }

  /** One real round trip with a write, for /readyz. */
  async ping(): Promise<void> {
    await this.client.$executeRaw`UPDATE "installation" SET id = id`;
  }

  async close(): Promise<void> {
    await this.client.$disconnect();
  }
}

/** Limits the rows that this transaction sees to the project's. */
const enter = (tx: Tx, projectId: string) =>
  tx.$executeRaw`SELECT set_config('luthier.project', ${projectId}, true)`;

/** True when `error` is the unique constraint that `index` (a substring of its name or columns) names. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? describe(error.cause) : JSON.stringify(error.cause ?? '');
  const known =
    error instanceof Prisma.PrismaClientKnownRequestError ? error.code + JSON.stringify(error.meta) : '';
  return `${known} ${error.message} ${cause}`;
}

function databaseDown(cause: unknown) {
  const error = unavailable('database_unavailable', 'The database cannot be reached; try again shortly.', {
    headers: { 'retry-after': '2' },
  });
  error.cause = cause;
  return error;
}
