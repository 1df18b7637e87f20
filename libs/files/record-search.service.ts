import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { Db } from '#platform/db.js';
import { LineSplitter } from '#dataset-checks/check-lines.js';
import { DatasetBytes } from './dataset-bytes.service.js';
import { FilesRepository } from './files.repository.js';
import { recordHashes } from '#dataset-checks/record-hash.js';

/** Looks for one row in stored files. Reads a file as a stream: a line at most is held. */
@Injectable()
export class RecordSearch {
  constructor(
    private readonly db: Db,
    private readonly files: FilesRepository,
    private readonly bytes: DatasetBytes,
  ) {}

  /** Files of the project in the order of their upload, deleted ones too: a dataset version outlives its file's row. */
  filesAfter(ctx: Ctx, after: string, limit: number): Promise<{ id: string; sha256: string }[]> {
    return this.db.tx(ctx, (tx) => this.files.after(tx, { projectId: ctx.projectId, after, limit }));
  }

  /** Dataset versions that have one of these files in a split. */
  versionsWith(ctx: Ctx, fileIds: readonly string[]): Promise<string[]> {
    return this.db.tx(ctx, async (tx) => {
      const found: string[] = [];
      for (const id of fileIds) found.push(...(await this.files.versionsWith(tx, id)));
      return [...new Set(found)];
    });
  }

  /** Null where the bytes are gone. `onWay` is called between chunks, so that a caller can keep its claim. */
  async holds(sha256: string, record: string, onWay: () => Promise<void>): Promise<boolean | null> {
    const lines = new LineSplitter();
    try {
      for await (const chunk of await this.bytes.open(sha256)) {
        for (const line of lines.push(chunk as Buffer)) if (recordHashes(line).includes(record)) return true;
        await onWay();
      }
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') return null;
      throw error;
    }
    for (const line of lines.end()) if (recordHashes(line).includes(record)) return true;
    return false;
  }
}
