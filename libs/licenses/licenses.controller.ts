import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as routes from './licenses.contract.js';
import { LicenseReading } from './license-reading.service.js';

@Controller()
export class LicensesController {
  constructor(private readonly licenses: LicenseReading) {}

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
  decision(@Input() { ctx, params }: InputOf<typeof routes.getDecision>) {
    return this.licenses.view(ctx, params.id);
  }
}
