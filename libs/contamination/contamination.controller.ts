import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { evaluationContamination } from './contamination.contract.js';
import { ContaminationService } from './contamination.service.js';

const RETRY_AFTER_SECONDS = 1;

@Controller()
export class ContaminationController {
  constructor(private readonly contamination: ContaminationService) {}

  @Route(evaluationContamination)
  async get(
    @Input() { ctx, params }: InputOf<typeof evaluationContamination>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const found = await this.contamination.get(ctx, params.id);
    if (found.status === 'running') reply.code(202).header('retry-after', String(RETRY_AFTER_SECONDS));
    return found;
  }
}
