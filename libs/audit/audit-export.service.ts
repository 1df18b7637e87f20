import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import {
  type AuditExport,
  auditExportStatement,
  Continuity,
  exportLine,
  isSealed,
  type SealedEvent,
} from '#kernel/audit-export.js';
import { Db } from '#platform/db.js';
import { SIGNER, type Signer } from '#platform/dsse.js';
import { CLOCK } from '#platform/tokens.js';
import { AuditRepository, type MatchedRows } from './audit.repository.js';

export interface ExportQuery {
  actor?: string[] | undefined;
  action?: string[] | undefined;
  target_id?: string[] | undefined;
  from?: number | undefined;
  to?: number | undefined;
}

const BATCH = 1000;

/** Gives the chain away with a signature, for whoever has to check it without this service. */
@Injectable()
export class AuditExportService {
  constructor(
    private readonly db: Db,
    private readonly rows: AuditRepository,
    @Inject(SIGNER) private readonly signer: Signer,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Lines of JSON, oldest event first, and a DSSE envelope as the last one. What is appended meanwhile is left out: the head is
   * read once, before the first line. A stream that breaks has no signature.
   */
  async lines(ctx: Ctx, query: ExportQuery): Promise<AsyncIterable<string>> {
    const { from = 1, to } = query;
    if (to !== undefined && to < from)
      throw invalid('invalid_value', `'to' is the last number, at least 'from', which is ${from}.`, {
        param: 'to',
      });
    const head = await this.db.tx(ctx, (tx) => this.rows.findHead(tx, ctx.projectId));
    const newest = Number(head?.seq ?? 0);
    return this.signed(ctx, {
      ...{ project: ctx.projectId, filter: filterOf(query), events: 0, first: null, last: null },
      range: { from, to: Math.min(to ?? newest, newest) },
      contiguous: Object.keys(filterOf(query)).length === 0,
      head: head && { number: newest, hash: head.hash },
      made_at: this.clock.now().toISOString(),
    });
  }

  private async *signed(ctx: Ctx, of: AuditExport): AsyncIterable<string> {
    const sha256 = createHash('sha256');
    const continuity = new Continuity(BigInt(of.range.from));
    const said = { ...of };
    for await (const rows of this.batches(ctx, of)) {
      let lines = '';
      for (const row of rows) {
        lines += `${exportLine(row)}\n`;
        said.contiguous = continuity.fault(row) === null && isSealed(row) && said.contiguous;
        said.events += 1;
        said.first ??= Number(row.seq);
        said.last = Number(row.seq);
      }
      sha256.update(lines);
      yield lines;
    }
    said.contiguous &&= (said.last ?? of.range.from - 1) === Math.max(of.range.to, of.range.from - 1);
    yield `${JSON.stringify(this.signer.sign(auditExportStatement(sha256.digest('hex'), said)))}\n`;
  }

  private async *batches(ctx: Ctx, { project, filter, range }: AuditExport): AsyncIterable<SealedEvent[]> {
    const of: MatchedRows = { projectId: project, filter, upTo: BigInt(range.to), take: BATCH };
    for (let after = BigInt(range.from) - 1n; ;) {
      const rows = await this.db.tx(ctx, (tx) => this.rows.matched(tx, of, after));
      if (rows.length > 0) yield rows;
      if (rows.length < BATCH) return;
      after = rows.at(-1)!.seq;
    }
  }
}

function filterOf({ actor, action, target_id }: ExportQuery): AuditExport['filter'] {
  return {
    ...(actor?.length ? { actor } : {}),
    ...(action?.length ? { action } : {}),
    ...(target_id?.length ? { target_id } : {}),
  };
}
