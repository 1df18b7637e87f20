import { Injectable } from '@nestjs/common';
import type { Prisma, Tx } from '#platform/db.js';

export type IntegrationRow = Prisma.IntegrationGetPayload<object>;
export type RunRow = Prisma.IntegrationRunGetPayload<object>;
export type RunChange = Prisma.IntegrationRunUncheckedUpdateManyInput;

/** Accounts at other services, and the runs that mirror jobs there. */
@Injectable()
export class IntegrationsRepository {
  find(tx: Tx, projectId: string, type: string): Promise<IntegrationRow | null> {
    return tx.integration.findUnique({ where: { projectId_type: { projectId, type } } });
  }

  put(tx: Tx, data: Prisma.IntegrationUncheckedCreateInput): Promise<IntegrationRow> {
    const { projectId, type, createdAt: _, ...update } = data;
    const where = { projectId_type: { projectId, type } };
    return tx.integration.upsert({ where, create: data, update });
  }

  async remove(tx: Tx, projectId: string, type: string): Promise<boolean> {
    return (await tx.integration.deleteMany({ where: { projectId, type } })).count === 1;
  }

  async insertRuns(tx: Tx, data: Prisma.IntegrationRunCreateManyInput[]): Promise<void> {
    await tx.integrationRun.createMany({ data });
  }

  runsOf(tx: Tx, jobId: string): Promise<RunRow[]> {
    return tx.integrationRun.findMany({ where: { jobId }, orderBy: { position: 'asc' } });
  }

  async due(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const where = { nextStepAt: { lte: now } };
    const rows = await tx.integrationRun.findMany({
      ...{ where, orderBy: { nextStepAt: 'asc' }, take: limit, select: { id: true } },
    });
    return rows.map(({ id }) => id);
  }

  /** Takes a due run until `until`; null: not due, or another worker was faster. */
  async claim(tx: Tx, id: string, lease: { token: string; now: Date; until: Date }): Promise<RunRow | null> {
    const { count } = await tx.integrationRun.updateMany({
      where: { id, nextStepAt: { lte: lease.now } },
      data: { leaseToken: lease.token, nextStepAt: lease.until },
    });
    return count === 1 ? tx.integrationRun.findUnique({ where: { id } }) : null;
  }

  /** False: the lease is another's by now. */
  async applyIfLeased(tx: Tx, { id, leaseToken }: RunRow, data: RunChange): Promise<boolean> {
    return (
      (await tx.integrationRun.updateMany({ where: { id, leaseToken, state: 'live' }, data })).count === 1
    );
  }
}
