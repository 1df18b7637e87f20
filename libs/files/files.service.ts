import { Inject, Injectable, Optional } from '@nestjs/common';
import { pipeline, type Readable } from 'node:stream';
import { type Clock, unix, unixOrNull } from '#kernel/clock.js';
import type { Ctx } from '#kernel/context.js';
import { conflict, notFound } from '#kernel/errors.js';
import { newId } from '#kernel/ids.js';
import { pageOf } from '#kernel/page.js';
import { AuditService } from '#audit/audit.service.js';
import { Db, type Tx } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import { CLOCK } from '#platform/tokens.js';
import { CheckedStream, type Verdict } from './checked-stream.js';
import { DatasetBytes } from './dataset-bytes.service.js';
import { FILE_USE, type FileUsePort } from './file-use.port.js';
import type { FilePurpose } from './files.contract.js';
import { type FileRow, FilesRepository } from './files.repository.js';
import { RecordScan } from '#dataset-checks/record-scan.js';
import type { FileReport } from '#dataset-checks/report.contract.js';
import { RecalledCopies, type Searched } from './recalled-copies.service.js';

export interface NewFile extends Verdict {
  body: Readable;
  filename: string;
}

interface CreateOptions {
  maxBytes?: number;
  /** Bytes that the project's quota has admitted already. */
  promisedBytes?: number;
  /** Work in the transaction that writes the file's row. */
  alongside?: (tx: Tx, file: FileRow) => Promise<void>;
}

interface KeptFile {
  id?: string;
  filename: string;
  purpose: FilePurpose;
  object: { sha256: string; sizeBytes: number };
  report: FileReport | null;
  expiresAfterSeconds?: number;
  searched: Searched;
  promisedBytes: number;
  alongside?: CreateOptions['alongside'];
}

@Injectable()
export class FilesService {
  constructor(
    private readonly db: Db,
    private readonly rows: FilesRepository,
    private readonly audit: AuditService,
    private readonly bytes: DatasetBytes,
    private readonly copies: RecalledCopies,
    @Inject(CLOCK) private readonly clock: Clock,
    @Optional() @Inject(FILE_USE) private readonly use?: FileUsePort,
  ) {}

  /** How many bytes a file may have here. */
  get maxBytes(): number {
    return this.bytes.maxFileBytes;
  }

  /**
   * Takes an upload in while it arrives. Throws AppError invalid_training_file for a fine-tune file that is no JSONL,
   * file_too_large, limited insufficient_quota, or the form's own refusal; nothing is stored then. What `alongside` writes is written with the
   * file or not at all.
   */
  async create(ctx: Ctx, file: NewFile, { maxBytes, promisedBytes = 0, alongside }: CreateOptions = {}) {
    const records = await this.copies.records(ctx);
    const scan = new RecordScan(records);
    const checked = new CheckedStream(file, scan);
    pipeline(file.body, checked, () => undefined);
    const object = await this.bytes.put(ctx, checked, { maxBytes, promisedBytes }).catch((error: unknown) => {
      file.body.destroy();
      throw error;
    });
    failpoint('file.put');
    const { purpose, expires_after: expiry } = await file.fields;
    const row = await this.insert(ctx, {
      filename: file.filename,
      purpose,
      object,
      report: checked.report,
      expiresAfterSeconds: expiry?.seconds,
      searched: { records, found: scan.found },
      promisedBytes,
      alongside,
    });
    return this.viewOf(ctx, row);
  }

  /** Stores bytes that we made ourselves, such as a job's results; once under one id, and whatever the quota: the job was admitted. */
  async addOwn(
    ctx: Ctx,
    file: { id: string; body: Readable; filename: string; purpose: FilePurpose },
  ): Promise<FileRow> {
    const known = await this.findEver(ctx, file.id);
    if (known) return known;
    const own = { promisedBytes: this.maxBytes };
    const object = await this.bytes.put(ctx, file.body, own);
    const searched = { records: new Set<string>(), found: new Set<string>() };
    return this.insert(ctx, { ...file, ...own, object, report: null, searched });
  }

  async list(ctx: Ctx, query: { limit: number; after?: string; order: 'asc' | 'desc'; purpose?: string }) {
    const filter = { projectId: ctx.projectId, purpose: query.purpose, now: this.clock.now() };
    const rows = await this.db.tx(ctx, (tx) => this.rows.list(tx, filter, query));
    const held = await this.copies.reasons(
      ctx,
      rows.map(({ id }) => id),
    );
    return pageOf(rows, query.limit, (row) => fileView(row, held.get(row.id)));
  }

  /** Throws not_found `file_not_found` for an unknown, deleted or expired file, and for another project's. */
  async get(ctx: Ctx, id: string, param?: string): Promise<FileRow> {
    const row = await this.db.tx(ctx, (tx) => this.rows.findLive(tx, id, this.clock.now()));
    if (!row)
      throw notFound('file_not_found', `No such File object: ${id.slice(0, 100)}`, param ? { param } : {});
    return row;
  }

  /** Also a deleted one. */
  async findEver(ctx: Ctx, id: string): Promise<FileRow | null> {
    const [row] = await this.db.tx(ctx, (tx) => this.rows.findMany(tx, [id]));
    return row ?? null;
  }

  async view(ctx: Ctx, id: string) {
    return this.viewOf(ctx, await this.get(ctx, id));
  }

  private async viewOf(ctx: Ctx, row: FileRow) {
    return fileView(row, (await this.copies.reasons(ctx, [row.id])).get(row.id));
  }

  async report(ctx: Ctx, id: string) {
    const report = reportOf(await this.get(ctx, id));
    if (!report)
      throw notFound('report_not_found', `File ${id} has no report: its purpose is not fine-tune.`);
    return { object: 'file_report' as const, file_id: id, ...report };
  }

  /** Reports by file id, also of files that were deleted since. */
  async reports(ctx: Ctx, ids: string[]): Promise<Map<string, FileReport | null>> {
    const rows = await this.db.tx(ctx, (tx) => this.rows.findMany(tx, ids));
    return new Map(rows.map((row) => [row.id, reportOf(row)]));
  }

  async content(ctx: Ctx, id: string): Promise<{ row: FileRow; body: Readable }> {
    const row = await this.get(ctx, id);
    return { row, body: await this.bytes.open(row.sha256) };
  }

  /** Throws conflict `resource_in_use` while a job that is not final reads the file. */
  async delete(ctx: Ctx, id: string) {
    await this.get(ctx, id);
    const datasetVersionIds = await this.db.tx(ctx, (tx) => this.rows.versionsWith(tx, id));
    const jobId = await this.use?.liveJobOf(ctx, { fileId: id, datasetVersionIds });
    if (jobId) {
      throw conflict(
        'resource_in_use',
        `File ${id} is in use by job ${jobId}; cancel it or wait for its end.`,
        {
          headers: { 'x-should-retry': 'false' },
        },
      );
    }
    await this.db.tx(ctx, async (tx) => {
      if (!(await this.rows.markDeleted(tx, id, this.clock.now()))) return;
      await this.audit.append(tx, ctx, { action: 'file.deleted', targetType: 'file', targetId: id });
    });
    return { id, object: 'file' as const, deleted: true };
  }

  private async insert(ctx: Ctx, file: KeptFile): Promise<FileRow> {
    for (;;) {
      const kept = await this.bytes.keeping(ctx, (tx) => this.keep(tx, ctx, file));
      if (!(kept instanceof Set)) return kept;
      await this.copies.search(file.object.sha256, kept, file.searched);
    }
  }

  /** Row and audit event, held at once where a recall holds a copy; or the records that the file was not yet searched for. */
  private async keep(tx: Tx, ctx: Ctx, file: KeptFile): Promise<FileRow | Set<string>> {
    const { filename, purpose, object, report, expiresAfterSeconds: seconds, searched } = file;
    const unsearched = await this.copies.unsearched(tx, ctx, searched);
    if (unsearched.size > 0) return unsearched;
    await this.bytes.admit(tx, ctx, object.sizeBytes - file.promisedBytes);
    const createdAt = this.clock.now();
    const id = file.id ?? newId('file-');
    const row = await this.rows.insert(tx, {
      id,
      projectId: ctx.projectId,
      filename,
      purpose,
      sizeBytes: object.sizeBytes,
      sha256: object.sha256,
      report,
      createdAt,
      expiresAt: seconds === undefined ? null : new Date(createdAt.getTime() + seconds * 1000),
    });
    await this.audit.append(tx, ctx, {
      action: 'file.created',
      targetType: 'file',
      targetId: id,
      facts: { filename, purpose, sha256: object.sha256, size_bytes: object.sizeBytes },
    });
    await this.copies.hold(tx, ctx, { id, sha256: object.sha256, searched, at: createdAt });
    await file.alongside?.(tx, row);
    return row;
  }
}

export const reportOf = (row: Pick<FileRow, 'report'>): FileReport | null => row.report as FileReport | null;

/** `held`: what a recall says of it. */
export const fileView = (row: FileRow, held?: string) => ({
  id: row.id,
  object: 'file' as const,
  bytes: Number(row.sizeBytes),
  created_at: unix(row.createdAt),
  expires_at: unixOrNull(row.expiresAt),
  filename: row.filename,
  purpose: row.purpose as FilePurpose,
  status: held ? ('error' as const) : (row.status as 'processed'),
  status_details: held ?? null,
});
