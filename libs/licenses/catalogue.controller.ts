import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { CatalogueService } from '#license-catalogue/catalogue.service.js';
import * as routes from './licenses.contract.js';
import { ReevaluationService } from './reevaluation.service.js';

/** What a project adds to the catalogue, and what a new catalogue changed. */
@Controller()
export class CatalogueController {
  constructor(
    private readonly catalogue: CatalogueService,
    private readonly reevaluations: ReevaluationService,
  ) {}

  @Route(routes.addLicense)
  add(@Input() { ctx, body }: InputOf<typeof routes.addLicense>) {
    return this.catalogue.add(ctx, body);
  }

  @Route(routes.addOverride)
  override(@Input() { ctx, body }: InputOf<typeof routes.addOverride>) {
    return this.catalogue.override(ctx, body);
  }

  @Route(routes.listOverrides)
  overrides(@Input() { ctx, query }: InputOf<typeof routes.listOverrides>) {
    return this.catalogue.overrides(ctx, query);
  }

  @Route(routes.getOverride)
  getOverride(@Input() { ctx, params }: InputOf<typeof routes.getOverride>) {
    return this.catalogue.getOverride(ctx, params.id);
  }

  @Route(routes.listReevaluations)
  list(@Input() { ctx, query }: InputOf<typeof routes.listReevaluations>) {
    return this.reevaluations.list(ctx, query);
  }
}
