import { Inject, Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { ReevaluationService } from '#licenses/reevaluation.service.js';
import { Db, type Tx } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { ProjectsService } from '#projects/projects.service.js';
import { DeadlinesRepository, type WorseVerdict } from './deadlines.repository.js';
import { DeploymentsRepository, type DeploymentRow } from './deployments.repository.js';

/**
 * What serves on a decision that has become a no is not cut off: it gets a review and a deadline (decision.md §3.6). It is cured
 * by a decision on the same question that passes, and stops at the deadline otherwise. Each step is one transaction.
 */
@Injectable()
export class DeadlinesProcessor implements Handler {
  readonly topic = 'deployment.deadline';

  constructor(
    private readonly db: Db,
    private readonly rows: DeadlinesRepository,
    private readonly deployments: DeploymentsRepository,
    private readonly reevaluations: ReevaluationService,
    private readonly projects: ProjectsService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, this.clock.now(), limit));
  }

  async step(id: string): Promise<Outcome> {
    const found = await this.db.tx(systemCtx(), (tx) => this.deployments.findDeployment(tx, id));
    if (!found) return done();
    const ctx = systemCtx(found.projectId, `deployment:${id}`);
    await this.db.tx(ctx, async (tx) => {
      const row = await this.rows.lockServing(tx, id);
      if (!row) return;
      const worse = await this.rows.worseThan(tx, row.decisionId);
      if (!worse) return this.lift(tx, ctx, row);
      if (row.drainDecisionId !== worse.id) return this.flag(tx, ctx, row, worse);
      return this.look(tx, ctx, row, worse);
    });
    return done();
  }

  /** A second no leaves the deadline of the first. */
  private async flag(tx: Tx, ctx: Ctx, row: DeploymentRow, worse: WorseVerdict): Promise<void> {
    const now = this.clock.now();
    const { worseVerdictDrainSeconds } = await this.projects.inTx(tx, row.projectId);
    const drainAt = row.drainAt ?? new Date(now.getTime() + worseVerdictDrainSeconds * 1000);
    const drainReviewId = await this.reevaluations.flag(tx, ctx, worse.id);
    const drain = { drainAt, drainDecisionId: worse.id, drainReviewId, drainCheckedAt: now };
    await this.rows.set(tx, row.id, drain);
    await this.record(tx, ctx, row, 'deployment.verdict_worse', {
      ...{ decision: worse.id, verdict: worse.verdict, review: drainReviewId },
      drain_at: drainAt.toISOString(),
    });
  }

  /** Its time is over, or its review was answered: the question is asked once more, and only a no that stands ends it. */
  private async look(tx: Tx, ctx: Ctx, row: DeploymentRow, worse: WorseVerdict): Promise<void> {
    const now = this.clock.now();
    if (await this.reevaluations.recheck(tx, ctx, worse.id)) return this.lift(tx, ctx, row);
    await this.rows.set(tx, row.id, { drainCheckedAt: now });
    const still = await this.rows.worseThan(tx, row.decisionId);
    if (!row.drainAt || row.drainAt > now || still?.id !== worse.id) return;
    await this.deployments.wish(tx, row.id, { desired: 'stopped' }, now);
    await this.record(tx, ctx, row, 'deployment.drained', {
      ...{ reason: 'worse_verdict', decision: worse.id, verdict: worse.verdict, review: row.drainReviewId },
      served_on: row.decisionId,
    });
  }

  private async lift(tx: Tx, ctx: Ctx, row: DeploymentRow): Promise<void> {
    if (!row.drainAt) return;
    const none = { drainAt: null, drainDecisionId: null, drainReviewId: null, drainCheckedAt: null };
    await this.rows.set(tx, row.id, none);
    await this.record(tx, ctx, row, 'deployment.deadline_lifted', {
      ...{ decision: row.drainDecisionId, review: row.drainReviewId, drain_at: row.drainAt.toISOString() },
    });
  }

  private record(tx: Tx, ctx: Ctx, row: DeploymentRow, action: string, facts: Record<string, unknown>) {
    return this.audit.append(tx, ctx, {
      ...{ action, targetType: 'deployment', targetId: row.id },
      facts: { version: row.versionId, ...facts },
    });
  }
}
