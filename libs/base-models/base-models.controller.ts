import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { getBaseModel, getBaseModelLimits, listBaseModels } from './base-models.contract.js';
import { BaseModelsService } from './base-models.service.js';

@Controller()
export class BaseModelsController {
  constructor(private readonly baseModels: BaseModelsService) {}

  @Route(listBaseModels)
  list(@Input() { ctx, query }: InputOf<typeof listBaseModels>) {
    return this.baseModels.list(ctx, query);
  }

  @Route(getBaseModel)
  get(@Input() { ctx, params }: InputOf<typeof getBaseModel>) {
    return this.baseModels.view(ctx, params.id);
  }

  @Route(getBaseModelLimits)
  limits(@Input() { ctx, params }: InputOf<typeof getBaseModelLimits>) {
    return this.baseModels.limits(ctx, params.id);
  }
}
