import { PrismaPg } from '@prisma/adapter-pg';
import type { Ctx } from '#kernel/context.js';
import { unavailable } from '#kernel/errors.js';
import { Prisma, PrismaClient } from '#platform/generated/prisma/client.js';

export type Tx = Prisma.TransactionClient;
export { Prisma };

const RETRYABLE = /40001|40P01|57P01|08006|08003|P2034|Connection terminated|ECONNRESET/;
const DOWN = /ECONNREFUSED|ENOENT|57P03|P1001|P1017|too many clients|timeout exceeded when trying to connect/;

/** All database access: `tx(ctx, …)` limits every row-level-security table to the caller's project. */
export class Db {
  readonly client: PrismaClient;

  constructor(connectionString: string, poolSize = 10) {
    const adapter = new PrismaPg({ connectionString, max: poolSize, connectionTimeoutMillis: 5_000 });
    this.client = new PrismaClient({ adapter });
  }

  /**
   * Runs `work` in one transaction; retries it on a serialization failure or lost connection (up to 3 times), so
   * `work` must have no effect outside the transaction. Throws AppError `database_unavailable` while Postgres is down.
   */
  async tx<T>(ctx: Pick<Ctx, 'projectId'>, work: (tx: Tx) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.client.$transaction(
          async (tx) => {
            await tx.$executeRaw`SELECT set_config('luthier.project', ${ctx.projectId}, true)`;
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

  /** One real round trip with a write, for /readyz. */
  async ping(): Promise<void> {
    await this.client.$executeRaw`UPDATE "installation" SET id = id`;
  }

  async close(): Promise<void> {
    await this.client.$disconnect();
  }
}

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
