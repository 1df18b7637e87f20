import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import * as contract from './judgements.contract.js';
import { JudgementsService } from './judgements.service.js';

@Controller()
export class JudgementsController {
  constructor(private readonly judgements: JudgementsService) {}

  @Route(contract.createJudgement)
  create(@Input() { ctx, params, body }: InputOf<typeof contract.createJudgement>) {
    return this.judgements.create(ctx, params.id, body);
  }

  @Route(contract.listJudgements)
  list(@Input() { ctx, query }: InputOf<typeof contract.listJudgements>) {
    return this.judgements.list(ctx, query);
  }

  @Route(contract.getJudgement)
  get(@Input() { ctx, params }: InputOf<typeof contract.getJudgement>) {
    return this.judgements.get(ctx, params.id);
  }

  @Route(contract.judgementRows)
  rows(@Input() { ctx, params, query }: InputOf<typeof contract.judgementRows>) {
    return this.judgements.answers(ctx, params.id, query);
  }

  @Route(contract.cancelJudgement)
  cancel(@Input() { ctx, params }: InputOf<typeof contract.cancelJudgement>) {
    return this.judgements.cancel(ctx, params.id);
  }
}
