import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './policy-trials.contract.js';
import { PolicyTrialsService } from './policy-trials.service.js';

@Controller()
export class PolicyTrialsController {
  constructor(private readonly trials: PolicyTrialsService) {}

  @Route(contract.tryPolicies)
  try(@Input() { ctx, body }: InputOf<typeof contract.tryPolicies>) {
    return this.trials.try(ctx, body);
  }
}
