import { Injectable } from '@nestjs/common';
import { AuditService } from '#audit/audit.service.js';
import { RecordScan } from '#dataset-checks/record-scan.js';
import type { Ctx } from '#kernel/context.js';
import { heldContent, heldRecord } from '#licenses/held.js';
import { QuarantineService } from '#licenses/quarantine.service.js';
import { Db, type Tx } from '#platform/db.js';
import { DatasetBytes } from './dataset-bytes.service.js';

/** What is known of a file that is about to be kept: for which records it was searched, and which of them it holds. */
export interface Searched {
  records: Set<string>;
  found: Set<string>;
}

/**
 * A recalled record or content stays out when it comes again. While a file arrives it is searched for the records of all live recalls;
 * the transaction that keeps it takes the project's recall lock (shared; a recall takes it alone), so that a recall either is seen by
 * that transaction, or sees the file.
 */
@Injectable()
export class RecalledCopies {
  constructor(
    private readonly db: Db,
    private readonly quarantine: QuarantineService,
    private readonly bytes: DatasetBytes,
    private readonly audit: AuditService,
  ) {}

  /** The records that are recalled now. */
  async records(ctx: Ctx): Promise<Set<string>> {
    const holds = await this.db.tx(ctx, (tx) => this.quarantine.recordHolds(tx, ctx));
    return new Set(holds.map(({ record }) => record));
  }

  /** In the keeping transaction, first of all: records that were recalled since the file was searched; it is searched again then. */
  async unsearched(tx: Tx, ctx: Ctx, searched: Searched): Promise<Set<string>> {
    await this.quarantine.lock(tx, ctx, 'shared');
    const holds = await this.quarantine.recordHolds(tx, ctx);
    return new Set(holds.map(({ record }) => record).filter((record) => !searched.records.has(record)));
  }

  /** Searches a stored file, as a stream, for more records. */
  async search(sha256: string, records: ReadonlySet<string>, searched: Searched): Promise<void> {
    const scan = new RecordScan(records);
    for await (const chunk of await this.bytes.open(sha256)) scan.push(chunk as Buffer);
    scan.end();
    for (const record of records) searched.records.add(record);
    for (const record of scan.found) searched.found.add(record);
  }

  /** In the keeping transaction, behind `unsearched`: puts the file under every recall that holds its content or a record of it. */
  async hold(
    tx: Tx,
    ctx: Ctx,
    file: { id: string; sha256: string; searched: Searched; at: Date },
  ): Promise<void> {
    const { id, sha256, searched, at } = file;
    const holds = await this.quarantine.holdsOf(tx, ctx, [
      heldContent(sha256),
      ...[...searched.found].map(heldRecord),
    ]);
    for (const { recallId, reason } of holds)
      await this.quarantine.put(tx, ctx, { recallId, reason, ids: [id], at });
    if (holds.length === 0) return;
    const recalls = [...new Set(holds.map(({ recallId }) => recallId))];
    const facts = { recalls, by: holds.map(({ subjectId }) => subjectId) };
    await this.audit.append(tx, ctx, {
      action: 'file.quarantined',
      targetType: 'file',
      targetId: id,
      facts,
    });
  }

  /** By file: what a recall says of it, for people. */
  async reasons(ctx: Ctx, ids: readonly string[]): Promise<Map<string, string>> {
    const holds = await this.db.tx(ctx, (tx) => this.quarantine.holdsOf(tx, ctx, ids));
    return new Map(
      holds.map(({ subjectId, recallId, reason }) => [
        subjectId,
        `Quarantined by the recall ${recallId}: ${reason}`,
      ]),
    );
  }
}
