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

  findDecisions(tx: Tx, ids: string[]): Promise<DecisionRow[]> {
    return tx.licenseDecision.findMany({ where: { id: { in: ids } } });
  }

  newestDecision(
    tx: Tx,
    where: { projectId: string; gate: string; subjectId: string },
  ): Promise<DecisionRow | null> {
    return tx.licenseDecision.findFirst({ where, orderBy: { id: 'desc' } });
  }

  /** The newest decision on the same question, where it is another one by its terms or declared use and does not pass. */
  async worseSince(tx: Tx, row: DecisionRow): Promise<DecisionRow | null> {
    const [found] = await tx.$queryRaw<{ worse_id: string }[]>`
      SELECT worse_id FROM license_worse WHERE decision_id = ${row.id}`;
    return found ? this.findDecision(tx, found.worse_id) : null;
  }

  /** Members who have asked the same gate about the same subject and model name. */
  async askersOf(tx: Tx, row: DecisionRow): Promise<string[]> {
    const rows = await tx.$queryRaw<{ asked_by: string }[]>`
      SELECT DISTINCT o.asked_by FROM license_decision o JOIN license_decision n ON n.id = ${row.id}
      WHERE o.project_id = n.project_id AND o.gate = n.gate AND o.subject_id = n.subject_id AND o.asked_by IS NOT NULL
        AND o.inputs -> 'use' ->> 'model_name' IS NOT DISTINCT FROM n.inputs -> 'use' ->> 'model_name'`;
    return rows.map((one) => one.asked_by);
  }

  /** Whether an older decision on the same gate, subject and model name let it pass. */
  async hadPassed(tx: Tx, row: DecisionRow): Promise<boolean> {
    const found = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM license_decision old JOIN license_decision n ON n.id = ${row.id}
      WHERE old.project_id = n.project_id AND old.gate = n.gate AND old.subject_id = n.subject_id AND old.id < n.id
        AND old.verdict IN ('allow', 'allow-with-obligations')
        AND old.inputs -> 'use' ->> 'model_name' IS NOT DISTINCT FROM n.inputs -> 'use' ->> 'model_name' LIMIT 1`;
    return found.length > 0;
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
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'license_decision',
      prefix: 'dec_',
    });
    return arrange(await tx.licenseDecision.findMany({ where: { ...where, ...within }, orderBy, take }));
  }
}
