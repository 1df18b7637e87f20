import { Controller, Inject, Optional } from '@nestjs/common';
import { askGateBody } from '#license-rules/decision.contract.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as routes from './licenses.contract.js';
import { LicenseReading } from './license-reading.service.js';
import { TRAINING_COMPUTE, type TrainingComputePort } from './training-compute.port.js';

@Controller()
export class LicensesController {
  constructor(
    private readonly licenses: LicenseReading,
    @Optional() @Inject(TRAINING_COMPUTE) private readonly compute?: TrainingComputePort,
  ) {}

  @Route(routes.listLicenses)
  list(@Input() { ctx, query }: InputOf<typeof routes.listLicenses>) {
    return this.licenses.licenses(ctx, query);
  }

  @Route(routes.getLicense)
  get(@Input() { ctx, params }: InputOf<typeof routes.getLicense>) {
    return this.licenses.license(ctx, params.id);
  }

  @Route(routes.askGate)
  ask(@Input() { ctx, body }: InputOf<typeof routes.askGate>) {
    return this.licenses.ask(ctx, body);
  }

  @Route(routes.listDecisions)
  decisions(@Input() { ctx, query }: InputOf<typeof routes.listDecisions>) {
    return this.licenses.list(ctx, query);
  }

  @Route(routes.getDecision)
  async decision(@Input() { ctx, params }: InputOf<typeof routes.getDecision>) {
    const decision = await this.licenses.view(ctx, params.id);
    const asked = askGateBody.safeParse(decision.inputs); // one that an older release kept may have another form
    return { ...decision, ai_act: (asked.data && (await this.compute?.of(ctx, asked.data))) ?? null };
  }
}
