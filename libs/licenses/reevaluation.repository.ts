import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import { Prisma, type Tx } from '#platform/db.js';
import type { DecisionRow } from './licenses.repository.js';

export type ReevaluationRow = Prisma.LicenseReevaluationGetPayload<object>;

/** One decision that a new catalogue made worse. */
export interface Worsened {
  decision: string;
  new_decision: string;
  gate: string;
  subject: { type: string; id: string };
  old_verdict: string;
  new_verdict: string;
  new_findings: unknown[];
}

@Injectable()
export class ReevaluationRepository {
  /**
   * Projects whose decisions were not yet compared with the catalogue of today. A change of the shipped one waits a minute, so that
   * two releases that run side by side during an update do not compare in turn without end.
   */
  async due(tx: Tx, shipped: string, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT p.id FROM project p LEFT JOIN license_catalogue_state s ON s.project_id = p.id
      WHERE s.project_id IS NULL OR s.additions <> s.evaluated_additions
        OR (s.evaluated_shipped <> ${shipped}
            AND (s.evaluated_shipped = '' OR s.evaluated_at < now() - interval '1 minute'))
      ORDER BY p.id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  async state(tx: Tx, projectId: string) {
    return tx.licenseCatalogueState.upsert({ where: { projectId }, create: { projectId }, update: {} });
  }

  /** The newest decision of each gate and subject that another version of the catalogue made. */
  async outdated(
    tx: Tx,
    projectId: string,
    version: string,
  ): Promise<{ id: string; catalogue_version: string }[]> {
    return tx.$queryRaw`
      SELECT id, catalogue_version FROM (
        SELECT DISTINCT ON (gate, subject_id) id, catalogue_version FROM license_decision
        WHERE project_id = ${projectId} ORDER BY gate, subject_id, id DESC) newest
      WHERE catalogue_version <> ${version} ORDER BY id`;
  }

  /** Held to the end of the transaction: of two workers the second finds what the first has written. */
  async lock(tx: Tx, projectId: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`license-reevaluation ${projectId}`}))`;
  }

  findDecision(tx: Tx, id: string): Promise<DecisionRow | null> {
    return tx.licenseDecision.findUnique({ where: { id } });
  }

  async isNewest(tx: Tx, row: DecisionRow): Promise<boolean> {
    const { projectId, gate, subjectId } = row;
    const newest = await tx.licenseDecision.findFirst({
      where: { projectId, gate, subjectId },
      orderBy: { id: 'desc' },
      select: { id: true },
    });
    return newest?.id === row.id;
  }

  /** The report that is being written, of this catalogue version; one of another version is closed as it stands. */
  async open(tx: Tx, id: string, projectId: string, catalogueVersion: string): Promise<ReevaluationRow> {
    const found = await tx.licenseReevaluation.findFirst({ where: { projectId, finishedAt: null } });
    if (found?.catalogueVersion === catalogueVersion) return found;
    if (found)
      await tx.licenseReevaluation.update({ where: { id: found.id }, data: { finishedAt: new Date() } });
    return tx.licenseReevaluation.create({ data: { id, projectId, catalogueVersion, oldVersions: [] } });
  }

  async append(tx: Tx, id: string, one: Worsened): Promise<void> {
    await tx.$executeRaw`
      UPDATE license_reevaluation SET worse = worse || ${JSON.stringify([one])}::jsonb WHERE id = ${id}`;
  }

  /** False: another worker has finished it. */
  async finish(
    tx: Tx,
    id: string,
    data: { lookedAt: number; oldVersions: string[]; finishedAt: Date },
  ): Promise<boolean> {
    const { count } = await tx.licenseReevaluation.updateMany({ where: { id, finishedAt: null }, data });
    return count === 1;
  }

  async evaluated(
    tx: Tx,
    projectId: string,
    data: { shipped: string; additions: number; at: Date },
  ): Promise<void> {
    await tx.licenseCatalogueState.update({
      where: { projectId },
      data: { evaluatedShipped: data.shipped, evaluatedAdditions: data.additions, evaluatedAt: data.at },
    });
  }

  async list(tx: Tx, projectId: string, page: PageQuery): Promise<ReevaluationRow[]> {
    const { id, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'license_reevaluation',
      prefix: 'lre_',
    });
    return arrange(await tx.licenseReevaluation.findMany({ where: { projectId, id }, orderBy, take }));
  }
}
