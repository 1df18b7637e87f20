import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { AuditService } from '#audit/audit.service.js';
import { Db, type Tx } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import type { Catalogue } from '#license-catalogue/catalogue.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import type { Finding } from '#license-rules/decision.contract.js';
import { asksFigures } from '#license-rules/figures.js';
import type { Cause } from './frozen.js';
import type { DecisionRow } from './licenses.repository.js';
import { passes, type Reasked, ReaskingService } from './reasking.service.js';
import { type Changed, type ReevaluationRow, ReevaluationRepository } from './reevaluation.repository.js';

/** Decisions asked again in one step of the worker. */
const BATCH = 100;
/** Limits on users and revenue of today are asked again so often. */
const MEASURE_EVERY_MS = 30 * 86_400_000;

interface Begun {
  catalogue: Catalogue;
  additions: number;
  use: string;
  report: ReevaluationRow | null;
  batch: string[];
}

/**
 * Asks a project's decisions again when its catalogue or declared use has changed, and those with limits on figures of today
 * every month; reports what is answered otherwise. One engine, so that every cause finds the same things the same way.
 */
@Injectable()
export class ReevaluationService {
  constructor(
    private readonly db: Db,
    private readonly rows: ReevaluationRepository,
    private readonly catalogues: CatalogueService,
    private readonly reasking: ReaskingService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    const [shipped, now] = [this.catalogues.shipped.version, this.clock.now()];
    return this.db.tx(systemCtx(), (tx) =>
      this.rows.due(tx, { shipped, now, measuredBefore: this.measuredBefore(), limit }),
    );
  }

  /**
   * One batch; true when nothing is left. Idempotent, and safe to break off anywhere: what was answered otherwise stands in the
   * report from the moment it is frozen, and the report says how far it is.
   */
  async reevaluate(projectId: string): Promise<boolean> {
    const ctx = systemCtx(projectId, 'license-reevaluation');
    const begun = await this.begin(ctx);
    if (!begun) return true;
    for (const id of begun.batch) await this.look(ctx, begun.report!.id, id, begun.catalogue);
    if (begun.batch.length === BATCH) return false;
    await this.end(ctx, begun);
    return true;
  }

  async list(ctx: Ctx, query: PageQuery) {
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, ctx.projectId, query));
    return pageOf(rows, query.limit, reevaluationView);
  }

  /** Asks one decision again in the caller's transaction, because something serves in spite of it; true when it passes now. */
  async recheck(tx: Tx, ctx: Ctx, decisionId: string): Promise<boolean> {
    await this.rows.lock(tx, ctx.projectId);
    const row = await this.rows.findDecision(tx, decisionId);
    if (!row || !(await this.rows.isNewest(tx, row))) return false;
    const catalogue = await this.catalogues.within(tx, ctx.projectId);
    const again = await this.reasking.askAgain(tx, ctx, row, { catalogue, cause: 'deadline' });
    if (again.kind !== 'worse' && again.kind !== 'better') return false;
    await this.record(tx, ctx, { row, again, reportId: null });
    return passes(again.decision);
  }

  /** The review of a decision that something serves in spite of; opened where it has none. */
  async flag(tx: Tx, ctx: Ctx, decisionId: string): Promise<string | null> {
    const row = await this.rows.findDecision(tx, decisionId);
    return row && this.reasking.flag(tx, ctx, row);
  }

  /** Null where there is nothing to do; no report where no decision is in question. */
  private begin(ctx: Ctx): Promise<Begun | null> {
    const { projectId } = ctx;
    const now = this.clock.now();
    return this.db.tx(ctx, async (tx) => {
      await this.rows.lock(tx, projectId);
      const state = await this.rows.state(tx, projectId, now);
      const { additions, use } = state;
      const isShipped = state.evaluatedShipped === this.catalogues.shipped.version;
      const causes: Cause[] = [];
      if (!isShipped || additions !== state.evaluatedAdditions) causes.push('catalogue');
      if (use !== state.evaluatedUse) causes.push('use');
      if (state.measuredAt <= this.measuredBefore()) causes.push('monthly');
      if (causes.length === 0) return null;
      const catalogue = await this.catalogues.within(tx, projectId);
      const upTo = await this.rows.lastDecision(tx, projectId);
      const fresh = { causes, catalogueVersion: catalogue.version, after: '', upTo };
      const [first] = await this.rows.batch(tx, projectId, fresh, 1);
      const begun = await this.rows.findOpen(tx, projectId, {
        catalogueVersion: catalogue.version,
        use,
        now,
      });
      const made = newReport(projectId, { causes, catalogue, use, upTo });
      const report = begun ?? (first ? await this.rows.open(tx, made) : null);
      const batch = report ? await this.rows.batch(tx, projectId, scopeOf(report), BATCH) : [];
      return { catalogue, additions, use, report, batch };
    });
  }

  private end(ctx: Ctx, { catalogue, additions, use, report }: Begun): Promise<void> {
    const at = this.clock.now();
    return this.db.tx(ctx, async (tx) => {
      await this.rows.lock(tx, ctx.projectId);
      const shipped = this.catalogues.shipped.version;
      const measured = report === null || report.causes.includes('monthly');
      await this.rows.evaluated(tx, ctx.projectId, { shipped, additions, use, measured, at });
      if (!report || !(await this.rows.finish(tx, report.id, at))) return;
      const { lookedAt, unreadable } = (await this.rows.findReport(tx, report.id))!;
      await this.audit.append(tx, ctx, {
        action: 'license.reevaluated',
        targetType: 'license_reevaluation',
        targetId: report.id,
        facts: {
          ...{ causes: report.causes, catalogue_version: catalogue.version, looked_at: lookedAt },
          unreadable: (unreadable as unknown[]).length,
        },
      });
    });
  }

  /** One decision, in one transaction with the mark that it was looked at. */
  private look(ctx: Ctx, reportId: string, decisionId: string, catalogue: Catalogue): Promise<void> {
    return this.db.tx(ctx, async (tx) => {
      await this.rows.lock(tx, ctx.projectId);
      const report = await this.rows.findReport(tx, reportId);
      const row = await this.rows.findDecision(tx, decisionId);
      // another worker was faster
      if (!row || !report || report.finishedAt || report.lookedUpTo >= decisionId) return;
      const isNewest = await this.rows.isNewest(tx, row);
      const cause = isNewest ? this.causeFor(row, report, catalogue) : null;
      await this.rows.passBy(tx, report, row, cause !== null);
      if (!cause) return;
      const again = await this.reasking.askAgain(tx, ctx, row, { catalogue, cause });
      await this.record(tx, ctx, { row, again, reportId });
    });
  }

  /** Null: the month asks those alone whose terms have limits on figures of today; what cannot be read may have. */
  private causeFor(row: DecisionRow, report: ReevaluationRow, catalogue: Catalogue): Cause | null {
    if (report.causes.includes('use')) return 'use';
    if (report.causes.includes('catalogue') && row.catalogueVersion !== catalogue.version) return 'catalogue';
    const asked = this.reasking.questionIn(row);
    return typeof asked === 'string' || asksFigures(asked.graph, catalogue) ? 'monthly' : null;
  }

  private async record(
    tx: Tx,
    ctx: Ctx,
    { row, again, reportId }: { row: DecisionRow; again: Reasked; reportId: string | null },
  ): Promise<void> {
    const subject = { type: row.subjectType, id: row.subjectId };
    if (again.kind === 'same' || again.kind === 'moved') return;
    if (again.kind === 'unreadable') {
      const one = { decision: row.id, gate: row.gate, subject, why: again.why };
      if (reportId) await this.rows.append(tx, reportId, 'unreadable', one);
      return;
    }
    const { decision } = again;
    const changed: Changed = {
      ...{ decision: row.id, new_decision: decision.id, gate: row.gate, subject },
      ...{ old_verdict: row.verdict, new_verdict: decision.verdict },
      new_findings: newFindings(row, decision.findings),
    };
    if (reportId) await this.rows.append(tx, reportId, again.kind, changed);
    await this.audit.append(tx, ctx, {
      action: again.kind === 'worse' ? 'license.verdict_worse' : 'license.verdict_better',
      targetType: row.subjectType,
      targetId: row.subjectId,
      facts: { ...changed, reevaluation: reportId, catalogue_version: decision.catalogue_version },
    });
  }

  private measuredBefore(): Date {
    return new Date(this.clock.now().getTime() - MEASURE_EVERY_MS);
  }
}

const newReport = (
  projectId: string,
  of: { causes: Cause[]; catalogue: Catalogue; use: string; upTo: string },
) => ({
  id: newId('lre_'),
  projectId,
  catalogueVersion: of.catalogue.version,
  oldVersions: [],
  causes: of.causes,
  evaluatedUse: of.use,
  lastDecision: of.upTo,
});

const scopeOf = ({ causes, catalogueVersion, lookedUpTo, lastDecision }: ReevaluationRow) => ({
  ...{ causes, catalogueVersion, after: lookedUpTo, upTo: lastDecision },
});

function newFindings(row: DecisionRow, findings: readonly Finding[]): Finding[] {
  const key = ({ code, node, license_id }: Finding) => `${code} ${node} ${license_id}`;
  const old = new Set((row.findings as unknown as Finding[]).map(key));
  return findings.filter((finding) => !old.has(key(finding)));
}

const reevaluationView = (row: ReevaluationRow) => ({
  id: row.id,
  object: 'license_reevaluation' as const,
  causes: row.causes,
  catalogue_version: row.catalogueVersion,
  old_catalogue_versions: row.oldVersions,
  decisions_looked_at: row.lookedAt,
  worse: row.worse,
  better: row.better,
  unreadable: row.unreadable,
  created_at: unix(row.createdAt),
  finished_at: unixOrNull(row.finishedAt),
});
