import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as routes from './licenses.routes.contract.js';
import { LicensesService } from './licenses.service.js';

@Controller()
export class LicensesController {
  constructor(private readonly licenses: LicensesService) {}

  @Route(routes.listLicenses)
  list(@Input() { query }: InputOf<typeof routes.listLicenses>) {
    return this.licenses.licenses(query);
  }

  @Route(routes.getLicense)
  get(@Input() { params }: InputOf<typeof routes.getLicense>) {
    return this.licenses.license(params.id);
  }

  @Route(routes.askGate)
  ask(@Input() { body }: InputOf<typeof routes.askGate>) {
    return this.licenses.ask(body);
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
