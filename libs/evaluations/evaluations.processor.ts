import { Injectable } from '@nestjs/common';
import type { Outcome } from '#kernel/outcome.js';
import type { Handler } from '#platform/handler.js';
import { EvaluationsService } from './evaluations.service.js';

@Injectable()
export class EvaluationsProcessor implements Handler {
  readonly topic = 'evaluation';

  constructor(private readonly evaluations: EvaluationsService) {}

  step(jobId: string): Promise<Outcome> {
    return this.evaluations.step(jobId);
  }

  due(limit: number): Promise<string[]> {
    return this.evaluations.due(limit);
  }
}
