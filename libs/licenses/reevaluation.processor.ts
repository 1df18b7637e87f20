import { Injectable } from '@nestjs/common';
import { again, done, type Outcome } from '#kernel/outcome.js';
import type { Handler } from '#platform/handler.js';
import { CATALOGUE_CHANGED } from '#license-catalogue/catalogue.service.js';
import { ReevaluationService } from './reevaluation.service.js';

/** Asks a project's decisions again: rung by an addition to its catalogue, swept for after any other change, and every month. */
@Injectable()
export class ReevaluationProcessor implements Handler {
  readonly topic = CATALOGUE_CHANGED;

  constructor(private readonly reevaluations: ReevaluationService) {}

  async step(projectId: string): Promise<Outcome> {
    return (await this.reevaluations.reevaluate(projectId)) ? done() : again(0);
  }

  due(limit: number): Promise<string[]> {
    return this.reevaluations.due(limit);
  }
}
