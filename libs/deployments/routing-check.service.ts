import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { unavailable } from '#kernel/errors.js';
import { AuditService } from '#audit/audit.service.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import type { AliasRow, ModelRow, VersionRow } from '#registry/registry.service.js';
import { DeploymentsRepository, type DeploymentRow } from './deployments.repository.js';
import { lapsed } from './lapse.js';
import { VerificationFault } from './seal.js';
import { SealedDecisions } from './sealed-decisions.service.js';
import { SealedPromotions } from './sealed-promotions.service.js';
import { assertOfVersion } from './served.js';

export interface Route {
  model: ModelRow;
  version: VersionRow;
  deployment: DeploymentRow;
  /** Null where the version was asked for by its `ft:` id. */
  alias: AliasRow | null;
}

/** The look before each request is passed on: the rows that lead to an engine agree with what was signed. */
@Injectable()
export class RoutingCheck {
  constructor(
    private readonly decisions: SealedDecisions,
    private readonly promotions: SealedPromotions,
    private readonly db: Db,
    private readonly rows: DeploymentsRepository,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Throws unavailable `deployment_refused`; then the deployment is refused for good, audited, and its engine ended. Throws denied
   * at the moment when a review behind the decision ends: nobody has changed anything, and the deployment is about to be drained.
   */
  async assert(ctx: Ctx, route: Route): Promise<void> {
    try {
      const { model, version, deployment, alias } = route;
      if (alias) assertAlias(alias, route);
      assertOfVersion(deployment, version);
      await this.decisions.assertLately(ctx, { ...deployment, modelName: model.name });
      if (deployment.kind === 'alias') await this.promotions.assertLately(ctx, deployment);
    } catch (error) {
      if (!(error instanceof VerificationFault)) throw error;
      if (error.code === 'decision_expired') await this.assertNotLapsed(ctx, route);
      await this.refuse(ctx, route.deployment, error);
      throw refusal(error);
    }
  }

  /** Nothing serves what the alias names. Throws like `assert` when something serves it under another row than it has now. */
  async assertNoStray(ctx: Ctx, model: ModelRow, alias: AliasRow): Promise<void> {
    const strays = await this.db.tx(ctx, async (tx) => {
      const ids = await this.rows.findStrays(tx, model.id, alias.alias);
      return Promise.all(ids.map((id) => this.rows.findDeployment(tx, id)));
    });
    for (const row of strays) {
      if (!row) continue;
      const fault = aliasFault(alias, model, row);
      await this.refuse(ctx, row, fault);
      throw refusal(fault);
    }
  }

  /** Silent where the rows say that nothing has ended: then they are not what was signed. */
  private async assertNotLapsed(ctx: Ctx, { model, version, deployment, alias }: Route): Promise<void> {
    const { decisionId } = deployment;
    const [lapse] = await this.db.tx(ctx, (tx) => this.decisions.lapsesOf(tx, ctx, decisionId));
    if (lapse) throw lapsed(alias ? `${model.name}:${alias.alias}` : version.openaiId, lapse, decisionId);
  }

  private async refuse(ctx: Ctx, row: DeploymentRow, fault: VerificationFault): Promise<void> {
    const failure = `verification: ${fault.code}: ${fault.message}`;
    await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.refuseServing(tx, row.id, failure, this.clock.now()))) return;
      await this.audit.append(tx, ctx, {
        action: 'deployment.refused',
        targetType: 'deployment',
        targetId: row.id,
        facts: { version: row.versionId, code: fault.code, reason: fault.message, at: 'routing' },
      });
    });
  }
}

const refusal = (fault: VerificationFault) =>
  unavailable(
    'deployment_refused',
    `The model is not served: ${fault.message} An administrator must look; then promote it again.`,
    { param: 'model', check: fault.code },
  );

function assertAlias(alias: AliasRow, { model, version, deployment }: Route): void {
  const same =
    alias.modelId === model.id &&
    version.modelId === model.id &&
    alias.versionId === version.id &&
    alias.versionId === deployment.versionId &&
    alias.decisionId === deployment.decisionId &&
    deployment.kind === 'alias';
  if (!same) throw aliasFault(alias, model, deployment);
}

const aliasFault = (alias: AliasRow, model: ModelRow, deployment: DeploymentRow) =>
  new VerificationFault(
    'alias_mismatch',
    `The alias '${alias.alias}' of '${model.name}' names ${alias.versionId} on decision ${alias.decisionId}; ` +
      `deployment ${deployment.id} serves ${deployment.versionId} on decision ${deployment.decisionId}.`,
  );
