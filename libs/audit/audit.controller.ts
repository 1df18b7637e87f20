import { Controller } from '@nestjs/common';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { listAuditEvents, verifyAudit } from '#audit/audit.contract.js';
import { AuditService } from '#audit/audit.service.js';

@Controller()
export class AuditController {
  constructor(private readonly audit: AuditService) {}

  @Route(listAuditEvents)
  list(@Input() { ctx, query }: InputOf<typeof listAuditEvents>) {
    return this.audit.list(ctx, query);
  }

  @Route(verifyAudit)
  async verify(@Input() { ctx }: InputOf<typeof verifyAudit>) {
    return { object: 'audit_verification', ...(await this.audit.verify(ctx)) };
  }
}
