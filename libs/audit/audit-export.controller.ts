import { Readable } from 'node:stream';
import { Controller, StreamableFile } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { exportAudit } from './audit.contract.js';
import { AuditExportService } from './audit-export.service.js';

@Controller()
export class AuditExportController {
  constructor(private readonly exports: AuditExportService) {}

  @Route(exportAudit)
  async export(@Input() { ctx, query }: InputOf<typeof exportAudit>) {
    return new StreamableFile(Readable.from(await this.exports.lines(ctx, query), { objectMode: false }), {
      type: exportAudit.produces,
      disposition: `attachment; filename="audit-${ctx.projectId}.jsonl"`,
    });
  }
}
