import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { again, done, failed, type Outcome } from '#kernel/outcome.js';
import { AuditService } from '#audit/audit.service.js';
import { Db, type Tx } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { CLOCK } from '#platform/tokens.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { RegistryService } from '#registry/registry.service.js';
import { DEPLOYMENT_DEFAULTS, type DeploymentDefaults } from './defaults.js';
import { DeploymentsRepository, type DeploymentRow, type PromotionRow } from './deployments.repository.js';
import { DeploymentsService } from './deployments.service.js';
import type { StoredGates } from './deployments.view.js';

const CLAIM_SECONDS = 20;
const POLL_SECONDS = 1;

/** A promotion in three recorded steps: start the new deployment, move the alias once it is ready, let the old one end. */
@Injectable()
export class PromotionsProcessor implements Handler {
  readonly topic = 'promotion';

  constructor(
    private readonly db: Db,
    private readonly rows: DeploymentsRepository,
    private readonly registry: RegistryService,
    private readonly deployments: DeploymentsService,
    private readonly licenses: LicensesService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DEPLOYMENT_DEFAULTS) private readonly defaults: DeploymentDefaults,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.duePromotions(tx, this.clock.now(), limit));
  }

  async step(id: string): Promise<Outcome> {
    const row = await this.db.tx(systemCtx(), (tx) =>
      this.rows.claimPromotion(tx, id, this.clock.now(), CLAIM_SECONDS),
    );
    if (!row) return done();
    const ctx = systemCtx(row.projectId, `promotion:${id}`);
    if (row.state !== 'running') return done();
    if (row.deploymentId === null) return this.start(ctx, row);
    const deployment = await this.db.tx(ctx, (tx) => this.rows.findDeployment(tx, row.deploymentId!));
    if (!deployment || deployment.desired === 'stopped')
      return this.fail(ctx, row, 'The deployment of this promotion was stopped.');
    if (deployment.state === 'ready') return this.flip(ctx, row, deployment);
    if (deployment.state === 'failed')
      return this.fail(ctx, row, deployment.failure ?? 'The deployment failed.');
    return this.wait(ctx, row);
  }

  private async start(ctx: Ctx, row: PromotionRow): Promise<Outcome> {
    const version = await this.registry.findVersionById(ctx, row.versionId);
    if (!version || !row.decisionId) return this.fail(ctx, row, 'The version was deleted.');
    const target = await this.deployments.targetOf(ctx, version.version);
    if (!target) return this.fail(ctx, row, 'The version has no GGUF file to serve.');
    await this.db.tx(ctx, async (tx) => {
      const deploymentId = newId('dep_');
      const next = { deploymentId, nextStepAt: this.in(POLL_SECONDS) };
      if ((await this.rows.applyPromotion(tx, row, next)) === 'stale') return;
      await this.deployments.insert(tx, ctx, {
        id: deploymentId,
        kind: 'alias',
        version: version.version,
        target,
        decisionId: row.decisionId!,
      });
    });
    failpoint('promote.deployment');
    return again(POLL_SECONDS);
  }

  /** Alias, promotion and the end of the old deployment in one transaction: either the old one serves or the new one. */
  private async flip(ctx: Ctx, row: PromotionRow, deployment: DeploymentRow): Promise<Outcome> {
    failpoint('promote.before_flip');
    let lapse = '';
    const outcome = await this.db
      .tx(ctx, async (tx) => {
        const move = {
          model: row.modelId,
          alias: row.alias,
          to: row.versionId,
          expected: row.previousVersionId,
          decisionId: deployment.decisionId,
        };
        // asked at the very moment: who approved may have lost the role, or the review its force
        lapse = (await this.licenses.lapsesOf(tx, ctx, deployment.decisionId))
          .map(({ why }) => why)
          .join('; ');
        if (lapse) return 'lapsed';
        if (!(await this.registry.moveAlias(tx, ctx, move))) return 'lost';
        const data = { state: 'succeeded', nextStepAt: null, finishedAt: this.clock.now() };
        if ((await this.rows.applyPromotion(tx, row, data)) === 'stale') throw new Stale();
        await this.endOthers(tx, row);
        const { rollback_of } = row.gates as unknown as StoredGates;
        if (rollback_of) await this.rows.markRolledBack(tx, rollback_of);
        await this.audit.append(tx, ctx, {
          action: 'promotion.succeeded',
          targetType: 'promotion',
          targetId: row.id,
          facts: { version: row.versionId, alias: row.alias, deployment: deployment.id, rollback_of },
        });
        failpoint('promote.in_flip');
        return 'moved';
      })
      .catch((error: unknown) => {
        if (error instanceof Stale) return 'stale';
        throw error;
      });
    failpoint('promote.after_flip');
    if (outcome === 'lapsed')
      return this.fail(ctx, row, `The license decision does not hold any more: ${lapse}.`);
    return outcome === 'lost'
      ? this.fail(ctx, row, 'The alias was moved by somebody else meanwhile.')
      : done();
  }

  private async endOthers(tx: Tx, row: PromotionRow): Promise<void> {
    for (const id of await this.rows.replacedBy(tx, row)) {
      await this.rows.wish(tx, id, { desired: 'stopped' }, this.in(this.defaults.drainSeconds));
    }
  }

  private async fail(ctx: Ctx, row: PromotionRow, failure: string): Promise<Outcome> {
    await this.db.tx(ctx, async (tx) => {
      const data = {
        state: 'failed',
        failure: failure.slice(0, 4000),
        nextStepAt: null,
        finishedAt: this.clock.now(),
      };
      if ((await this.rows.applyPromotion(tx, row, data)) === 'stale') return;
      await this.afterFailure(tx, ctx, row, failure);
    });
    return failed(failure);
  }

  private async afterFailure(tx: Tx, ctx: Ctx, row: PromotionRow, failure: string): Promise<void> {
    if (row.deploymentId)
      await this.rows.wish(tx, row.deploymentId, { desired: 'stopped' }, this.clock.now());
    await this.audit.append(tx, ctx, {
      action: 'promotion.failed',
      targetType: 'promotion',
      targetId: row.id,
      facts: { failure },
    });
  }

  private async wait(ctx: Ctx, row: PromotionRow): Promise<Outcome> {
    await this.db.tx(ctx, (tx) => this.rows.applyPromotion(tx, row, { nextStepAt: this.in(POLL_SECONDS) }));
    return again(POLL_SECONDS);
  }

  private in(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}

/** Undoes the transaction: another worker owns the promotion. */
class Stale extends Error {}
