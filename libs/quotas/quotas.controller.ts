import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './quotas.contract.js';
import { QuotasService } from './quotas.service.js';

@Controller()
export class QuotasController {
  constructor(private readonly quotas: QuotasService) {}

  @Route(contract.getQuotas)
  get(@Input() { ctx }: InputOf<typeof contract.getQuotas>) {
    return this.quotas.get(ctx);
  }

  @Route(contract.putQuotas)
  set(@Input() { ctx, ifMatch, body }: InputOf<typeof contract.putQuotas>) {
    return this.quotas.set(ctx, ifMatch, body);
  }
}
