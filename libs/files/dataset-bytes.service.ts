import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { OBJECT_STORE, type ObjectStorePort, type StoredObject } from '#platform/object-store.port.js';
import { parseRow, type Row } from '#dataset-checks/check-json.js';
import { type Line, LineSplitter } from '#dataset-checks/check-lines.js';
import { clip } from '#dataset-checks/clip.js';
import type { Ctx } from '#kernel/context.js';
import type { AppError } from '#kernel/errors.js';
import type { Tx } from '#platform/db.js';
import { QuotasService } from '#quotas/quotas.service.js';
import { MAX_FILE_BYTES } from './files.contract.js';
import { type StagedFile, StagedFiles } from './staged-file.js';

/** DI token: folder for local copies of splits, private to the service. */
export const DATASET_STAGING_DIR = 'DATASET_STAGING_DIR';

/** DI token: how many bytes a file may have; OpenAI's limit, if nothing is set. */
export const FILE_BYTES = 'FILE_BYTES';

/** A format that is staged as it is. */
export const AS_UPLOADED = 'uploaded';

/** The bytes behind files and splits: into the store, out of it, onto this machine. */
@Injectable()
export class DatasetBytes {
  private readonly staged: StagedFiles;

  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStorePort,
    @Inject(DATASET_STAGING_DIR) stagingDir: string,
    private readonly quotas: QuotasService,
    @Optional() @Inject(FILE_BYTES) readonly maxFileBytes: number = MAX_FILE_BYTES,
  ) {
    this.staged = new StagedFiles(store, stagingDir);
  }

  /**
   * No more is taken in than the quota has left beyond what was promised; `admit` decides when all is there. Throws invalid
   * `file_too_large` and limited `insufficient_quota`.
   */
  async put(
    ctx: Ctx,
    body: Readable,
    { maxBytes = this.maxFileBytes, promisedBytes }: { maxBytes?: number | undefined; promisedBytes: number },
  ): Promise<StoredObject> {
    const left = promisedBytes >= maxBytes ? null : await this.quotas.storageLeft(ctx);
    const room = left === null ? maxBytes : Math.min(maxBytes, left + promisedBytes);
    try {
      return await this.store.put(body, { maxBytes: room });
    } catch (error) {
      const isFull =
        left !== null && room < maxBytes && (error as Partial<AppError>).code === 'file_too_large';
      if (isFull) await this.keeping(ctx, (tx) => this.admit(tx, ctx, left + 1));
      throw error;
    }
  }

  /** A transaction that keeps bytes; see QuotasService.tx. */
  keeping<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.quotas.tx(ctx, work);
  }

  /** In the transaction that keeps so many bytes. Throws limited `insufficient_quota`. */
  async admit(tx: Tx, { projectId }: Ctx, bytes: number): Promise<void> {
    if (bytes > 0) await this.quotas.admit(tx, projectId, { storage_bytes: bytes });
  }

  /** From this byte on; the whole object by default. */
  open(sha256: string, start = 0): Promise<Readable> {
    return this.store.open(sha256, { start });
  }

  stage(sha256: string, format: string): Promise<StagedFile> {
    return this.staged.stage(sha256, format);
  }

  /** The first rows of a JSONL object, long texts cut; reads no more of it than that. */
  async firstRows(sha256: string, limit: number): Promise<Row[]> {
    const rows: Row[] = [];
    for await (const { row } of this.eachRow(sha256)) {
      rows.push(clip(row) as Row);
      if (rows.length >= limit) break;
    }
    return rows;
  }

  /** The rows of a JSONL object one by one, each with its line; what is no row is left out. */
  async *eachRow(sha256: string): AsyncGenerator<{ row: Row; line: number }> {
    const lines = new LineSplitter();
    for await (const chunk of await this.store.open(sha256)) yield* rowsIn(lines.push(chunk as Buffer));
    yield* rowsIn(lines.end());
  }
}

function* rowsIn(lines: Iterable<Line>): Generator<{ row: Row; line: number }> {
  for (const { bytes, number } of lines) {
    if (!bytes || bytes.length === 0) continue;
    const parsed = parseRow(bytes, number);
    if (!('code' in parsed)) yield { row: parsed.row, line: number };
  }
}
