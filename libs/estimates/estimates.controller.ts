import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { createEstimate, getCalibration } from './estimates.contract.js';
import { EstimateAnswers } from './estimates.service.js';

@Controller()
export class EstimatesController {
  constructor(private readonly answers: EstimateAnswers) {}

  @Route(createEstimate)
  create(@Input() { ctx, query, body }: InputOf<typeof createEstimate>) {
    return this.answers.estimate(ctx, body, query);
  }

  @Route(getCalibration)
  calibration(@Input() { ctx }: InputOf<typeof getCalibration>) {
    return this.answers.calibration(ctx);
  }
}
