import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { Db, type Tx } from '#platform/db.js';
import { RecordScan } from '#dataset-checks/record-scan.js';
import { DatasetBytes } from './dataset-bytes.service.js';
import { FilesRepository } from './files.repository.js';

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

  /** Dataset versions that have one of these files in a split, as the caller's transaction sees them. */
  async versionsWith(tx: Tx, fileIds: readonly string[]): Promise<string[]> {
    const found: string[] = [];
    for (const id of fileIds) found.push(...(await this.files.versionsWith(tx, id)));
    return [...new Set(found)];
  }

  /** Files of these dataset versions and these files themselves, with all other files of the same bytes: id and sha256 of each. */
  async copiesOf(
    tx: Tx,
    ctx: Ctx,
    of: { versions: readonly string[]; files: readonly string[] },
  ): Promise<{ id: string; sha256: string }[]> {
    const splits = await this.files.splitsOf(tx, of.versions);
    const named = (await this.files.findMany(tx, [...of.files])).map(({ id, sha256 }) => ({ id, sha256 }));
    const contents = [...new Set([...splits, ...named].map(({ sha256 }) => sha256))];
    const copies = await this.files.withContent(tx, ctx.projectId, contents);
    return [...new Map([...splits, ...named, ...copies].map((file) => [file.id, file])).values()];
  }

  /** Null where the bytes are gone. `onWay` is called between chunks, so that a caller can keep its claim. */
  async holds(sha256: string, record: string, onWay: () => Promise<void>): Promise<boolean | null> {
    const scan = new RecordScan(new Set([record]));
    try {
      for await (const chunk of await this.bytes.open(sha256)) {
        scan.push(chunk as Buffer);
        if (scan.found.size > 0) return true;
        await onWay();
      }
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') return null;
      throw error;
    }
    scan.end();
    return scan.found.size > 0;
  }
}
