import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import type { Prisma, Tx } from '#platform/db.js';

export type DecisionRow = Prisma.LicenseDecisionGetPayload<object>;

@Injectable()
export class LicensesRepository {
  insertDecision(tx: Tx, data: Prisma.LicenseDecisionUncheckedCreateInput): Promise<DecisionRow> {
    return tx.licenseDecision.create({ data });
  }

  findDecision(tx: Tx, id: string): Promise<DecisionRow | null> {
    return tx.licenseDecision.findUnique({ where: { id } });
  }

  newestDecision(
    tx: Tx,
    where: { projectId: string; gate: string; subjectId: string },
  ): Promise<DecisionRow | null> {
    return tx.licenseDecision.findFirst({ where, orderBy: { id: 'desc' } });
  }

  /** The newest of each subject, at registration or for serving. */
  newestOf(tx: Tx, subjectIds: readonly string[]): Promise<DecisionRow[]> {
    return tx.licenseDecision.findMany({
      where: { subjectId: { in: [...subjectIds] }, gate: { in: ['G3', 'G5'] } },
      orderBy: { id: 'desc' },
      distinct: ['subjectId'],
    });
  }

  async listDecisions(
    tx: Tx,
    where: Prisma.LicenseDecisionWhereInput,
    page: PageQuery,
  ): Promise<DecisionRow[]> {
    const { id, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'license_decision',
      prefix: 'dec_',
    });
    return arrange(await tx.licenseDecision.findMany({ where: { ...where, id }, orderBy, take }));
  }
}
