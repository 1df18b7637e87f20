import { Inject, Injectable } from '@nestjs/common';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import type { Clock } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { heldRecord } from '#licenses/held.js';
import { AuditService } from '#audit/audit.service.js';
import { anyOf } from '#platform/cursor.js';
import { Db, isUniqueViolation, type Tx } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { NO_SCAN } from './affected.js';
import type { RecallBody, RecallKind } from './recalls.contract.js';
import { RecallsExecutor } from './recalls.executor.service.js';
import type { RecallRow } from './recalls.repository.js';
import { recallView } from './recalls.view.js';

interface Wanted {
  kind: RecallKind;
  subject: string;
}

/** Requests to take something back with all that came of it. */
@Injectable()
export class RecallsService {
  constructor(
    private readonly db: Db,
    private readonly executor: RecallsExecutor,
    private readonly baseModels: BaseModelsService,
    private readonly datasets: DatasetsService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * A base model or dataset version is answered at once; a record is looked for by the worker, and the recall says how far it
   * is. Throws conflict `already_recalled` while an open recall holds the same thing.
   */
  async create(ctx: Ctx, body: RecallBody) {
    const wanted = await this.subjectOf(ctx, body.subject);
    if (wanted.kind !== 'record' && body.dry_run) return this.look(ctx, wanted, body.reason);
    try {
      const row = await this.insert(ctx, wanted, body);
      failpoint('recall.after_commit');
      return recallView(row);
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const open = await this.db.tx(ctx, (tx) =>
        this.executor.rows.findOpen(tx, ctx.projectId, wanted.subject),
      );
      throw conflict(
        'already_recalled',
        `The recall ${open?.id ?? ''} holds ${wanted.subject} already; it ends when an admin releases it.`,
        { param: 'subject', recall: open?.id },
      );
    }
  }

  async get(ctx: Ctx, id: string) {
    return recallView(await this.find(ctx, id));
  }

  async list(ctx: Ctx, query: PageQuery & { state?: readonly string[] }) {
    const where = { projectId: ctx.projectId, state: anyOf(query.state) };
    const rows = await this.db.tx(ctx, (tx) => this.executor.rows.list(tx, where, query));
    return pageOf(rows, query.limit, (row) => ({ ...recallView(row), id: row.id }));
  }

  /** Throws conflict `recall_not_executed` for one that holds nothing (any more). */
  async release(ctx: Ctx, id: string, reason: string) {
    const row = await this.find(ctx, id);
    await this.db.tx(ctx, async (tx) => {
      const releasedAt = this.clock.now();
      const by = { releasedAt, releasedBy: ctx.actor, releaseReason: reason };
      if (!(await this.executor.rows.release(tx, row.id, by)))
        throw conflict(
          'recall_not_executed',
          `The recall ${row.id} is ${row.state}; only an executed one holds anything.`,
        );
      const freed = await this.executor.quarantine.release(tx, row.id, releasedAt);
      await this.audit.append(tx, ctx, {
        action: 'recall.released',
        targetType: 'recall',
        targetId: row.id,
        facts: { subject: row.subject, reason, freed },
      });
    });
    return this.get(ctx, id);
  }

  private async subjectOf(ctx: Ctx, subject: RecallBody['subject']): Promise<Wanted> {
    if (subject.record !== undefined) return { kind: 'record', subject: subject.record };
    if (subject.base_model !== undefined)
      return { kind: 'base_model', subject: (await this.baseModels.resolve(ctx, subject.base_model)).id };
    return {
      kind: 'dataset_version',
      subject: (await this.datasets.getVersion(ctx, subject.dataset_version!)).id,
    };
  }

  /** Stores nothing: the answer is about now. */
  private async look(ctx: Ctx, wanted: Wanted, reason: string) {
    const { affected } = await this.db.tx(ctx, (tx) => this.executor.reach(tx, ctx, wanted, []));
    return recallView({
      ...wanted,
      id: null,
      reason,
      dryRun: true,
      state: 'found',
      scan: null,
      affected: affected as object,
      requestedBy: ctx.actor,
      createdAt: this.clock.now(),
      executedAt: null,
      releasedAt: null,
      releasedBy: null,
      releaseReason: null,
    });
  }

  private insert(ctx: Ctx, { kind, subject }: Wanted, body: RecallBody): Promise<RecallRow> {
    const now = this.clock.now();
    return this.db.tx(ctx, async (tx) => {
      await this.executor.quarantine.lock(tx, ctx, 'alone');
      const row = await this.executor.rows.insert(tx, {
        id: newId('rcl_'),
        projectId: ctx.projectId,
        kind,
        subject,
        reason: body.reason,
        dryRun: body.dry_run,
        state: 'scanning',
        scan: kind === 'record' ? (NO_SCAN as object) : undefined,
        nextStepAt: now,
        requestedBy: ctx.actor,
        createdAt: now,
      });
      await this.audit.append(tx, ctx, {
        action: 'recall.requested',
        targetType: 'recall',
        targetId: row.id,
        facts: { kind, subject, reason: body.reason, dry_run: body.dry_run },
      });
      await ring(tx, 'recall', row.id);
      if (kind === 'record') {
        await this.watch(tx, ctx, row);
        return row;
      }
      await this.executor.execute(tx, ctx, row, []);
      failpoint('recall.in_tx');
      return (await this.executor.rows.find(tx, row.id))!;
    });
  }

  /** From now on whoever keeps a file looks for the record in it; the worker looks in those that are there. */
  private async watch(tx: Tx, ctx: Ctx, row: RecallRow): Promise<void> {
    if (row.dryRun) return;
    const { id: recallId, reason, createdAt: at } = row;
    await this.executor.quarantine.put(tx, ctx, { recallId, reason, ids: [heldRecord(row.subject)], at });
  }

  private async find(ctx: Ctx, id: string): Promise<RecallRow> {
    const row = await this.db.tx(ctx, (tx) => this.executor.rows.find(tx, id));
    if (!row) throw notFound('recall_not_found', `No recall '${id.slice(0, 80)}'.`);
    return row;
  }
}
