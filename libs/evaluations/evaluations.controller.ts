import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './evaluations.contract.js';
import { EvaluationsService } from './evaluations.service.js';

@Controller()
export class EvaluationsController {
  constructor(private readonly evaluations: EvaluationsService) {}

  @Route(contract.listEvaluations)
  list(@Input() { ctx, query }: InputOf<typeof contract.listEvaluations>) {
    return this.evaluations.list(ctx, query);
  }

  @Route(contract.getEvaluation)
  get(@Input() { ctx, params }: InputOf<typeof contract.getEvaluation>) {
    return this.evaluations.get(ctx, params.id);
  }

  @Route(contract.evaluationAnswers)
  answers(@Input() { ctx, params, query }: InputOf<typeof contract.evaluationAnswers>) {
    return this.evaluations.answers(ctx, params.id, query);
  }

  @Route(contract.evaluationParity)
  parity(@Input() { ctx, params }: InputOf<typeof contract.evaluationParity>) {
    return this.evaluations.parity(ctx, params.id);
  }

  @Route(contract.compareEvaluations)
  compare(@Input() { ctx, params, query }: InputOf<typeof contract.compareEvaluations>) {
    return this.evaluations.compare(ctx, params.id, query);
  }
}
