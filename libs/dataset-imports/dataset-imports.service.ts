import { Inject, Injectable } from '@nestjs/common';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { invalid, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { AuditService } from '#audit/audit.service.js';
import { Conversion } from '#dataset-shapes/conversion.js';
import { formatOfName, SOURCE_FORMATS } from '#dataset-shapes/source-row.js';
import { LicenseDeclarations } from '#datasets/license-declarations.service.js';
import { FilesService } from '#files/files.service.js';
import { anyOf } from '#platform/cursor.js';
import { Db } from '#platform/db.js';
import { keepAnswer } from '#platform/once.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { UNKNOWN_BYTES } from '#quotas/quota.js';
import { QuotasService } from '#quotas/quotas.service.js';
import type { ImportBody, OperationView } from './dataset-imports.contract.js';
import { type DatasetImportRow, DatasetImportsRepository } from './dataset-imports.repository.js';

/** Imports as operations: begun here, carried out by dataset-imports.processor.ts. */
@Injectable()
export class DatasetImportsService {
  constructor(
    private readonly db: Db,
    private readonly rows: DatasetImportsRepository,
    private readonly files: FilesService,
    private readonly licenses: LicenseDeclarations,
    private readonly quotas: QuotasService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Refuses at once what no reading can make good: no name, an unknown file or format, columns that fit no shape, a quota that is
   * used up.
   */
  async begin(ctx: Ctx, body: ImportBody): Promise<OperationView> {
    if (body.name === undefined && !body.dry_run) {
      throw invalid('missing_required_parameter', "Give 'name', the dataset of the version; or dry_run.", {
        param: 'name',
      });
    }
    const { shape, columns, system } = body;
    new Conversion({ format: 'jsonl', shape, columns, system });
    if (body.from.type === 'file') await this.assertReadable(ctx, body, body.from.file);
    return this.quotas.tx(ctx, async (tx) => {
      if (!body.dry_run) await this.quotas.admit(tx, ctx.projectId, { storage_bytes: UNKNOWN_BYTES });
      const now = this.clock.now();
      const row = await this.rows.insert(tx, {
        id: newId('op_'),
        projectId: ctx.projectId,
        state: 'running',
        asked: body,
        actor: ctx.actor,
        member: ctx.member,
        nextStepAt: now,
        createdAt: now,
      });
      await this.audit.append(tx, ctx, {
        action: 'dataset_import.begun',
        targetType: 'operation',
        targetId: row.id,
        facts: { from: body.from, dry_run: body.dry_run, name: body.name ?? null },
      });
      await ring(tx, 'dataset.import', row.id);
      const view = operationView(row);
      await keepAnswer(tx, ctx, view);
      return view;
    });
  }

  async get(ctx: Ctx, id: string): Promise<OperationView> {
    return operationView(await this.find(ctx, id));
  }

  async list(ctx: Ctx, query: PageQuery & { state?: readonly string[] }) {
    const where = { projectId: ctx.projectId, state: anyOf(query.state) };
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, where, query));
    return pageOf(rows, query.limit, operationView);
  }

  /** Throws invalid `operation_done` for one that has ended; repeating a cancel is fine. */
  async cancel(ctx: Ctx, id: string): Promise<OperationView> {
    const row = await this.find(ctx, id);
    if (row.state === 'cancelled') return operationView(row);
    const cancelled = await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.cancel(tx, row.id, this.clock.now()))) return false;
      await this.audit.append(tx, ctx, {
        action: 'dataset_import.cancelled',
        targetType: 'operation',
        targetId: row.id,
      });
      return true;
    });
    if (cancelled) return this.get(ctx, id);
    throw invalid('operation_done', `Operation ${row.id} is done and cannot be cancelled.`);
  }

  private async assertReadable(ctx: Ctx, body: ImportBody, id: string): Promise<void> {
    const file = await this.files.get(ctx, id, 'from.file');
    await this.licenses.assertFree(ctx, [file.id]);
    if (body.format === 'auto' && formatOfName(file.filename) === null) {
      throw invalid(
        'invalid_value',
        `The name '${file.filename.slice(0, 80)}' tells no format; give 'format' as ${SOURCE_FORMATS.join(', ')}.`,
        { param: 'format' },
      );
    }
    if (!body.dry_run) await this.licenses.declare(ctx, body);
  }

  private async find(ctx: Ctx, id: string): Promise<DatasetImportRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.find(tx, id));
    if (row && row.projectId === ctx.projectId) return row;
    throw notFound('operation_not_found', `No operation '${id.slice(0, 80)}'.`);
  }
}

function operationView(row: DatasetImportRow): OperationView {
  const asked = row.asked as unknown as ImportBody;
  return {
    id: row.id,
    object: 'operation',
    type: 'dataset_import',
    state: row.state as OperationView['state'],
    done: row.finishedAt !== null,
    metadata: {
      from: asked.from,
      dry_run: asked.dry_run,
      source: row.source as OperationView['metadata']['source'],
      conversion: row.report as OperationView['metadata']['conversion'],
    },
    error: row.failure as OperationView['error'],
    response:
      row.state === 'succeeded'
        ? {
            dataset_version: row.versionId,
            files: row.files as NonNullable<OperationView['response']>['files'],
          }
        : null,
    created_at: unix(row.createdAt),
    finished_at: unixOrNull(row.finishedAt),
  };
}
