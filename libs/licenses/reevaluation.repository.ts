import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import { Prisma, type Tx } from '#platform/db.js';
import type { DecisionRow } from './licenses.repository.js';

export type ReevaluationRow = Prisma.LicenseReevaluationGetPayload<object>;

/** One decision that was answered otherwise when it was asked again. */
export interface Changed {
  decision: string;
  new_decision: string;
  gate: string;
  subject: { type: string; id: string };
  old_verdict: string;
  new_verdict: string;
  new_findings: unknown[];
}

/** One that this release cannot ask again. */
export interface Unreadable {
  decision: string;
  gate: string;
  subject: { type: string; id: string };
  why: string;
}

/** What is looked at in one report: until that, of the projects's newest decisions, and which of them. */
export interface Scope {
  causes: readonly string[];
  catalogueVersion: string;
  after: string;
  upTo: string;
}

/**
 * The use of project p as it counts at a time: figures that nobody has confirmed for too long change it. The same as
 * libs/projects/declared-use.ts says.
 */
const useOf = (now: Date) => Prisma.sql`md5(p.license_profile || ' ' || p.declared_use::text ||
  CASE WHEN p.declared_use ?| ARRAY['annual_revenue_usd', 'monthly_revenue_usd', 'product_mau']
    AND p.figures_confirmed_at < ${now}::timestamptz - p.figures_max_age_days * interval '86400 seconds'
  THEN ' unconfirmed' ELSE '' END)`;

/** Gates ask about a subject; serving asks about it under a model's name. */
const NAME_OF = Prisma.sql`CASE WHEN gate = 'G5' THEN inputs -> 'use' ->> 'model_name' END`;

@Injectable()
export class ReevaluationRepository {
  /**
   * Projects whose decisions have to be asked again: the catalogue or the use is another, or figures were last asked before
   * `measuredBefore`. A change of the shipped catalogue waits a minute, so that two releases that run side by side during an
   * update do not compare in turn without end.
   */
  async due(
    tx: Tx,
    {
      shipped,
      now,
      measuredBefore,
      limit,
    }: { shipped: string; now: Date; measuredBefore: Date; limit: number },
  ): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT p.id FROM project p LEFT JOIN license_catalogue_state s ON s.project_id = p.id
      WHERE s.project_id IS NULL OR s.additions <> s.evaluated_additions
        OR s.evaluated_use <> ${useOf(now)} OR s.measured_at <= ${measuredBefore}
        OR (s.evaluated_shipped <> ${shipped}
            AND (s.evaluated_shipped = '' OR s.evaluated_at < now() - interval '1 minute'))
      ORDER BY p.id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  async state(tx: Tx, projectId: string, now: Date) {
    const row = await tx.licenseCatalogueState.upsert({
      where: { projectId },
      create: { projectId, measuredAt: now },
      update: {},
    });
    const [project] = await tx.$queryRaw<{ use: string }[]>`
      SELECT ${useOf(now)} AS use FROM project p WHERE p.id = ${projectId}`;
    return { ...row, use: project?.use ?? '' };
  }

  /** The next of the newest decisions of each question. */
  async batch(tx: Tx, projectId: string, scope: Scope, limit: number): Promise<string[]> {
    const { causes, catalogueVersion, after, upTo } = scope;
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM (
        SELECT DISTINCT ON (gate, subject_id, ${NAME_OF}) id, gate, catalogue_version FROM license_decision
        WHERE project_id = ${projectId} ORDER BY gate, subject_id, ${NAME_OF}, id DESC) newest
      WHERE id > ${after} AND id <= ${upTo} AND (${causes.includes('use')}
        OR (${causes.includes('catalogue')} AND catalogue_version <> ${catalogueVersion})
        OR (${causes.includes('monthly')} AND gate = 'G5'))
      ORDER BY id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  async lastDecision(tx: Tx, projectId: string): Promise<string> {
    const { _max } = await tx.licenseDecision.aggregate({ where: { projectId }, _max: { id: true } });
    return _max.id ?? '';
  }

  /** Held to the end of the transaction: of two workers the second finds what the first has written. */
  async lock(tx: Tx, projectId: string): Promise<void> {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`license-reevaluation ${projectId}`}))`;
  }

  findDecision(tx: Tx, id: string): Promise<DecisionRow | null> {
    return tx.licenseDecision.findUnique({ where: { id } });
  }

  async isNewest(tx: Tx, { id }: DecisionRow): Promise<boolean> {
    const newer = await tx.$queryRaw<unknown[]>`
      SELECT 1 FROM license_decision n JOIN license_decision o ON o.id = ${id}
      WHERE n.project_id = o.project_id AND n.gate = o.gate AND n.subject_id = o.subject_id AND n.id > o.id
        AND (n.gate <> 'G5' OR n.inputs -> 'use' ->> 'model_name' IS NOT DISTINCT FROM o.inputs -> 'use' ->> 'model_name')
      LIMIT 1`;
    return newer.length === 0;
  }

  /** The report that is being written, of this catalogue and use; one of another is closed as it stands. */
  async findOpen(
    tx: Tx,
    projectId: string,
    of: { catalogueVersion: string; use: string; now: Date },
  ): Promise<ReevaluationRow | null> {
    const found = await tx.licenseReevaluation.findFirst({ where: { projectId, finishedAt: null } });
    if (!found) return null;
    if (found.catalogueVersion === of.catalogueVersion && found.evaluatedUse === of.use) return found;
    await tx.licenseReevaluation.update({ where: { id: found.id }, data: { finishedAt: of.now } });
    return null;
  }

  open(tx: Tx, data: Prisma.LicenseReevaluationCreateInput): Promise<ReevaluationRow> {
    return tx.licenseReevaluation.create({ data });
  }

  findReport(tx: Tx, id: string): Promise<ReevaluationRow | null> {
    return tx.licenseReevaluation.findUnique({ where: { id } });
  }

  async append(tx: Tx, id: string, list: 'worse' | 'better' | 'unreadable', one: Changed | Unreadable) {
    const column = Prisma.raw(list);
    await tx.$executeRaw`
      UPDATE license_reevaluation SET ${column} = ${column} || ${JSON.stringify([one])}::jsonb WHERE id = ${id}`;
  }

  /** One decision was looked at: a worker that dies goes on behind it. `asked`: it was in question at all. */
  async passBy(tx: Tx, report: ReevaluationRow, row: DecisionRow, asked: boolean): Promise<void> {
    const isNews = asked && !report.oldVersions.includes(row.catalogueVersion);
    await tx.licenseReevaluation.update({
      where: { id: report.id },
      data: {
        lookedUpTo: row.id,
        ...(asked ? { lookedAt: { increment: 1 } } : {}),
        ...(isNews ? { oldVersions: { push: row.catalogueVersion } } : {}),
      },
    });
  }

  /** False: another worker has finished it. */
  async finish(tx: Tx, id: string, finishedAt: Date): Promise<boolean> {
    const { count } = await tx.licenseReevaluation.updateMany({
      where: { id, finishedAt: null },
      data: { finishedAt },
    });
    return count === 1;
  }

  async evaluated(
    tx: Tx,
    projectId: string,
    data: { shipped: string; additions: number; use: string; measured: boolean; at: Date },
  ): Promise<void> {
    await tx.licenseCatalogueState.update({
      where: { projectId },
      data: {
        evaluatedShipped: data.shipped,
        evaluatedAdditions: data.additions,
        evaluatedUse: data.use,
        evaluatedAt: data.at,
        ...(data.measured ? { measuredAt: data.at } : {}),
      },
    });
  }

  async list(tx: Tx, projectId: string, page: PageQuery): Promise<ReevaluationRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'license_reevaluation',
      prefix: 'lre_',
    });
    return arrange(await tx.licenseReevaluation.findMany({ where: { projectId, ...within }, orderBy, take }));
  }
}
