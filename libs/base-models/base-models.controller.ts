import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { LicenseReading } from '#licenses/license-reading.service.js';
import * as routes from './base-models.contract.js';
import { BaseModelsService } from './base-models.service.js';
import { LicenseChecks } from './license-checks.service.js';

@Controller()
export class BaseModelsController {
  constructor(
    private readonly baseModels: BaseModelsService,
    private readonly checks: LicenseChecks,
    private readonly licenses: LicenseReading,
  ) {}

  @Route(routes.listBaseModels)
  list(@Input() { ctx, query }: InputOf<typeof routes.listBaseModels>) {
    return this.baseModels.list(ctx, query);
  }

  @Route(routes.getBaseModel)
  get(@Input() { ctx, params }: InputOf<typeof routes.getBaseModel>) {
    return this.baseModels.view(ctx, params.id);
  }

  @Route(routes.getBaseModelLimits)
  limits(@Input() { ctx, params }: InputOf<typeof routes.getBaseModelLimits>) {
    return this.baseModels.limits(ctx, params.id);
  }

  @Route(routes.getBaseModelObligations)
  async obligations(@Input() { ctx, params }: InputOf<typeof routes.getBaseModelObligations>) {
    const node = await this.baseModels.lineageNode(ctx, params.id);
    return {
      object: 'license_obligations' as const,
      subject: node.id,
      ...(await this.licenses.demands(ctx, node)),
    };
  }

  @Route(routes.declareBaseModel)
  declare(@Input() { ctx, params, body }: InputOf<typeof routes.declareBaseModel>) {
    return this.baseModels.declareCompute(ctx, params.id, body.training_compute);
  }

  @Route(routes.checkLicense)
  check(@Input() { ctx, params }: InputOf<typeof routes.checkLicense>) {
    return this.checks.check(ctx, params.id);
  }

  @Route(routes.listLicenseChecks)
  licenseChecks(@Input() { ctx, params, query }: InputOf<typeof routes.listLicenseChecks>) {
    return this.checks.list(ctx, params.id, query);
  }
}
