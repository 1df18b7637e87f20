import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { LicenseReading } from '#licenses/license-reading.service.js';
import { Db } from '#platform/db.js';
import { behind, Expansions, type Resource } from '#platform/expansions.js';
import { RegistryExpansions } from '#registry/registry-expansions.service.js';
import { ServingTrafficService } from '#serving-usage/traffic.service.js';
import { DeploymentsRepository } from './deployments.repository.js';
import { deploymentView } from './deployments.view.js';

@Injectable()
export class DeploymentExpansions extends Expansions {
  constructor(
    private readonly db: Db,
    private readonly rows: DeploymentsRepository,
    private readonly registry: RegistryExpansions,
    private readonly licenses: LicenseReading,
    private readonly measured: ServingTrafficService,
  ) {
    super();
  }

  private readonly deployments = async (ctx: Ctx, ids: string[]) =>
    (await this.db.tx(ctx, (tx) => this.rows.findDeployments(tx, ids))).map(deploymentView);

  private readonly version = (field: string) => ({
    to: 'model_version',
    load: behind(field, (ctx, ids) => this.registry.versions(ctx, ids)),
  });

  private readonly decision = {
    to: 'license_decision',
    load: behind('decision', (ctx, ids) => this.licenses.views(ctx, ids)),
  };

  readonly of = {
    promotion: {
      version: this.version('version'),
      previous_version: this.version('previous_version'),
      decision: this.decision,
      deployment: { to: 'deployment', load: behind('deployment', this.deployments) },
    },
    deployment: {
      version: this.version('version'),
      decision: this.decision,
      traffic: {
        to: 'serving_traffic',
        load: (ctx: Ctx, rows: readonly Resource[]) =>
          this.measured.lastDay(
            ctx,
            rows.map(({ id }) => id),
          ),
      },
    },
  };
}
