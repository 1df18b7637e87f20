import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { getVersionReport } from './dataset-reports.contract.js';
import { DatasetReportsService } from './dataset-reports.service.js';

const RETRY_AFTER_SECONDS = 2;

@Controller()
export class DatasetReportsController {
  constructor(private readonly reports: DatasetReportsService) {}

  @Route(getVersionReport)
  async report(
    @Input() { ctx, params, query }: InputOf<typeof getVersionReport>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const found = await this.reports.report(ctx, params.id, query);
    if (found.base?.status === 'running') reply.code(202).header('retry-after', String(RETRY_AFTER_SECONDS));
    return found;
  }
}
