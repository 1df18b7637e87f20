import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { AuditService } from '#audit/audit.service.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import type { Finding } from '#license-rules/decision.contract.js';
import type { DecisionRow } from './licenses.repository.js';
import { LicensesService } from './licenses.service.js';
import { type ReevaluationRow, ReevaluationRepository, type Worsened } from './reevaluation.repository.js';

/** Asks a project's decisions again when its catalogue has changed, and reports those whose verdict got worse. */
@Injectable()
export class ReevaluationService {
  constructor(
    private readonly db: Db,
    private readonly rows: ReevaluationRepository,
    private readonly catalogues: CatalogueService,
    private readonly licenses: LicensesService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, this.catalogues.shipped.version, limit));
  }

  /** Idempotent, and safe to break off anywhere: a decision that got worse stands in the report from the moment it is frozen. */
  async reevaluate(projectId: string): Promise<void> {
    const ctx = systemCtx(projectId, 'license-catalogue');
    const begun = await this.begin(ctx);
    if (!begun) return;
    if (begun.report) {
      for (const one of begun.outdated) await this.askAgain(ctx, begun.report.id, one.id, begun.catalogue);
    }
    await this.end(ctx, begun);
  }

  async list(ctx: Ctx, query: PageQuery) {
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, ctx.projectId, query));
    return pageOf(rows, query.limit, reevaluationView);
  }

  /** Null where another worker has compared the project with this catalogue; no report where every decision is of this version. */
  private begin(ctx: Ctx) {
    const { projectId } = ctx;
    const shipped = this.catalogues.shipped.version;
    return this.db.tx(ctx, async (tx) => {
      await this.rows.lock(tx, projectId);
      const { additions, evaluatedAdditions, evaluatedShipped } = await this.rows.state(tx, projectId);
      if (evaluatedShipped === shipped && evaluatedAdditions === additions) return null;
      const catalogue = await this.catalogues.within(tx, projectId);
      const outdated = await this.rows.outdated(tx, projectId, catalogue.version);
      const report =
        outdated.length > 0 ? await this.rows.open(tx, newId('lre_'), projectId, catalogue.version) : null;
      return { catalogue, additions, outdated, report };
    });
  }

  private end(
    ctx: Ctx,
    begun: NonNullable<Awaited<ReturnType<ReevaluationService['begin']>>>,
  ): Promise<void> {
    const { catalogue, additions, outdated, report } = begun;
    const at = this.clock.now();
    return this.db.tx(ctx, async (tx) => {
      await this.rows.lock(tx, ctx.projectId);
      await this.rows.evaluated(tx, ctx.projectId, {
        shipped: this.catalogues.shipped.version,
        additions,
        at,
      });
      if (!report) return;
      const lookedAt = outdated.length + (report.worse as unknown[]).length;
      const oldVersions = [...new Set(outdated.map((row) => row.catalogue_version))];
      if (!(await this.rows.finish(tx, report.id, { lookedAt, oldVersions, finishedAt: at }))) return;
      await this.audit.append(tx, ctx, {
        action: 'license.reevaluated',
        targetType: 'license_reevaluation',
        targetId: report.id,
        facts: { catalogue_version: catalogue.version, looked_at: lookedAt },
      });
    });
  }

  private askAgain(ctx: Ctx, reportId: string, decisionId: string, catalogue: Catalogue): Promise<void> {
    return this.db.tx(ctx, async (tx) => {
      await this.rows.lock(tx, ctx.projectId);
      const row = await this.rows.findDecision(tx, decisionId);
      if (!row || !(await this.rows.isNewest(tx, row))) return;
      const answer = await this.licenses.decideAgain(tx, ctx, row, catalogue);
      if (!answer) return;
      const worse: Worsened = {
        decision: row.id,
        new_decision: answer.id,
        gate: row.gate,
        subject: { type: row.subjectType, id: row.subjectId },
        old_verdict: row.verdict,
        new_verdict: answer.verdict,
        new_findings: newFindings(row, answer.findings),
      };
      await this.rows.append(tx, reportId, worse);
      await this.audit.append(tx, ctx, {
        action: 'license.verdict_worse',
        targetType: row.subjectType,
        targetId: row.subjectId,
        facts: { ...worse, reevaluation: reportId, catalogue_version: catalogue.version },
      });
    });
  }
}

function newFindings(row: DecisionRow, findings: readonly Finding[]): Finding[] {
  const key = ({ code, node, license_id }: Finding) => `${code} ${node} ${license_id}`;
  const old = new Set((row.findings as unknown as Finding[]).map(key));
  return findings.filter((finding) => !old.has(key(finding)));
}

const reevaluationView = (row: ReevaluationRow) => ({
  id: row.id,
  object: 'license_reevaluation' as const,
  catalogue_version: row.catalogueVersion,
  old_catalogue_versions: row.oldVersions,
  decisions_looked_at: row.lookedAt,
  worse: row.worse,
  created_at: unix(row.createdAt),
  finished_at: unixOrNull(row.finishedAt),
});
