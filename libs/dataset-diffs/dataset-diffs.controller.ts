import { Controller, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { versionDiff } from './dataset-diffs.contract.js';
import { DatasetDiffs } from './dataset-diffs.service.js';

const RETRY_AFTER_SECONDS = 2;

@Controller()
export class DatasetDiffsController {
  constructor(private readonly diffs: DatasetDiffs) {}

  @Route(versionDiff)
  async diff(
    @Input() { ctx, params, query }: InputOf<typeof versionDiff>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const found = await this.diffs.diff(ctx, params.id, query);
    if (found.status === 'running') reply.code(202).header('retry-after', String(RETRY_AFTER_SECONDS));
    return found;
  }
}
