import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './retention.contract.js';
import { RetentionService } from './retention.service.js';

@Controller()
export class RetentionController {
  constructor(private readonly retention: RetentionService) {}

  @Route(contract.getRetention)
  get(@Input() { ctx }: InputOf<typeof contract.getRetention>) {
    return this.retention.get(ctx);
  }

  @Route(contract.putRetention)
  set(@Input() { ctx, ifMatch, body }: InputOf<typeof contract.putRetention>) {
    return this.retention.set(ctx, ifMatch, body);
  }

  @Route(contract.planRetention)
  plan(@Input() { ctx }: InputOf<typeof contract.planRetention>) {
    return this.retention.plan(ctx);
  }

  @Route(contract.sweepRetention)
  sweep(@Input() { ctx }: InputOf<typeof contract.sweepRetention>) {
    return this.retention.sweepSoon(ctx);
  }
}
