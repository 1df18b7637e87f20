import { Injectable } from '@nestjs/common';
import { Prisma, type Tx } from '#platform/db.js';

export type ContaminationRow = Prisma.ContaminationReportGetPayload<object>;

/** Answers of a model that was made here: of a base model nobody here knows what it was trained on. */
const CHECKED = Prisma.sql`e.task = 'exact_match' AND e.state = 'succeeded' AND e.answers_id IS NOT NULL AND e.subject_id LIKE 'art\\_%'`;

@Injectable()
export class ContaminationRepository {
  find(tx: Tx, evaluationId: string): Promise<ContaminationRow | null> {
    return tx.contaminationReport.findUnique({ where: { evaluationId } });
  }

  findMany(tx: Tx, evaluationIds: readonly string[]): Promise<ContaminationRow[]> {
    return tx.contaminationReport.findMany({ where: { evaluationId: { in: [...evaluationIds] } } });
  }

  /** Those of these evaluations that are checked, and have no final report yet. */
  async pending(tx: Tx, evaluationIds: readonly string[]): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT e.id FROM evaluation e LEFT JOIN contamination_report r ON r.evaluation_id = e.id
      WHERE e.id = ANY(${[...evaluationIds]}) AND ${CHECKED} AND coalesce(r.state, 'running') = 'running'`;
    return rows.map((row) => row.id);
  }

  /** Evaluations without a report, and reports whose worker has died. */
  async due(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT e.id FROM evaluation e LEFT JOIN contamination_report r ON r.evaluation_id = e.id
      WHERE ${CHECKED} AND (r.evaluation_id IS NULL OR r.next_step_at <= ${now}) ORDER BY e.id LIMIT ${limit}`;
    return rows.map((row) => row.id);
  }

  /** Makes the row where there is none, and takes it for `seconds`; its new next_step_at is the fence of every write below. */
  async claim(tx: Tx, evaluationId: string, now: Date, seconds: number): Promise<ContaminationRow | null> {
    const until = new Date(now.getTime() + seconds * 1000);
    await tx.$executeRaw`
      INSERT INTO contamination_report (evaluation_id, project_id, next_step_at)
      SELECT e.id, e.project_id, ${now}::timestamptz FROM evaluation e WHERE e.id = ${evaluationId} AND ${CHECKED}
      ON CONFLICT DO NOTHING`;
    const count = await tx.$executeRaw`
      UPDATE contamination_report SET next_step_at = ${until} WHERE evaluation_id = (
        SELECT evaluation_id FROM contamination_report
        WHERE evaluation_id = ${evaluationId} AND next_step_at <= ${now} FOR UPDATE SKIP LOCKED)`;
    return count === 1 ? this.find(tx, evaluationId) : null;
  }

  /** False: another worker owns the row. */
  async apply(
    tx: Tx,
    row: ContaminationRow,
    data: Prisma.ContaminationReportUncheckedUpdateManyInput,
  ): Promise<boolean> {
    const where = { evaluationId: row.evaluationId, state: 'running', nextStepAt: row.nextStepAt };
    return (await tx.contaminationReport.updateMany({ where, data })).count === 1;
  }
}
