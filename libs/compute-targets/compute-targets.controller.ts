import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { checkComputeTarget, getComputeTarget, listComputeTargets } from './compute-targets.contract.js';
import { ComputeTargetsService } from './compute-targets.service.js';

@Controller()
export class ComputeTargetsController {
  constructor(private readonly targets: ComputeTargetsService) {}

  @Route(listComputeTargets)
  async list() {
    return { object: 'list' as const, data: await this.targets.list() };
  }

  @Route(getComputeTarget)
  get(@Input() { params }: InputOf<typeof getComputeTarget>) {
    return this.targets.get(params.name);
  }

  @Route(checkComputeTarget)
  check(@Input() { ctx, params }: InputOf<typeof checkComputeTarget>) {
    return this.targets.check(ctx, params.name);
  }
}
