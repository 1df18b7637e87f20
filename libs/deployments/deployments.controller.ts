import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './deployments.contract.js';
import { DeploymentsService } from './deployments.service.js';
import { deploymentView } from './deployments.view.js';
import { PromotionsService } from './promotions.service.js';

@Controller()
export class DeploymentsController {
  constructor(
    private readonly promotions: PromotionsService,
    private readonly deployments: DeploymentsService,
  ) {}

  @Route(contract.createPromotion)
  promote(@Input() { ctx, body }: InputOf<typeof contract.createPromotion>) {
    return this.promotions.promote(ctx, body);
  }

  @Route(contract.listPromotions)
  listPromotions(@Input() { ctx, query }: InputOf<typeof contract.listPromotions>) {
    return this.promotions.list(ctx, query);
  }

  @Route(contract.getPromotion)
  getPromotion(@Input() { ctx, params }: InputOf<typeof contract.getPromotion>) {
    return this.promotions.get(ctx, params.id);
  }

  @Route(contract.rollbackPromotion)
  rollback(@Input() { ctx, params }: InputOf<typeof contract.rollbackPromotion>) {
    return this.promotions.rollback(ctx, params.id);
  }

  @Route(contract.listDeployments)
  listDeployments(@Input() { ctx, query }: InputOf<typeof contract.listDeployments>) {
    return this.deployments.list(ctx, query);
  }

  @Route(contract.getDeployment)
  async getDeployment(@Input() { ctx, params }: InputOf<typeof contract.getDeployment>) {
    return deploymentView(await this.deployments.get(ctx, params.id));
  }

  @Route(contract.deploymentHealth)
  health(@Input() { ctx, params }: InputOf<typeof contract.deploymentHealth>) {
    return this.deployments.health(ctx, params.id);
  }
}
