import { Injectable } from '@nestjs/common';
import { done, type Outcome } from '#kernel/outcome.js';
import type { Handler } from '#platform/handler.js';
import { CATALOGUE_CHANGED } from '#license-catalogue/catalogue.service.js';
import { ReevaluationService } from './reevaluation.service.js';

/** Compares a project's decisions with its catalogue: rung by an addition, swept for after an update of Luthier. */
@Injectable()
export class ReevaluationProcessor implements Handler {
  readonly topic = CATALOGUE_CHANGED;

  constructor(private readonly reevaluations: ReevaluationService) {}

  async step(projectId: string): Promise<Outcome> {
    await this.reevaluations.reevaluate(projectId);
    return done();
  }

  due(limit: number): Promise<string[]> {
    return this.reevaluations.due(limit);
  }
}
