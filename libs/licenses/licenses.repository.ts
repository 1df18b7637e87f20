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

  /**
   * The newest decision on the same gate, subject and name, where it is another question by its catalogue or declared use and
   * does not pass; who asks is no other question.
   */
  async worseSince(tx: Tx, row: DecisionRow): Promise<DecisionRow | null> {
    const [found] = await tx.$queryRaw<{ id: string }[]>`
      SELECT newest.id FROM license_decision old
      CROSS JOIN LATERAL (
        SELECT * FROM license_decision n
        WHERE n.project_id = old.project_id AND n.subject_id = old.subject_id AND n.gate = old.gate
          AND n.inputs -> 'use' ->> 'model_name' IS NOT DISTINCT FROM old.inputs -> 'use' ->> 'model_name'
        ORDER BY n.id DESC LIMIT 1) newest
      WHERE old.id = ${row.id} AND newest.id <> old.id AND newest.verdict IN ('deny', 'needs-review')
        AND (newest.catalogue_version <> old.catalogue_version
          OR (newest.inputs -> 'use') - 'grants' <> (old.inputs -> 'use') - 'grants')`;
    return found ? this.findDecision(tx, found.id) : null;
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
