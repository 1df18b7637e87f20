import { Inject, Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { OBJECT_STORE, type ObjectStorePort, type StoredObject } from '#platform/object-store.port.js';
import { parseRow, type Row } from '#dataset-checks/check-json.js';
import { type Line, LineSplitter } from '#dataset-checks/check-lines.js';
import { clip } from '#dataset-checks/clip.js';
import { type StagedFile, StagedFiles } from './staged-file.js';

/** DI token: folder for local copies of splits, private to the service. */
export const DATASET_STAGING_DIR = 'DATASET_STAGING_DIR';

/** The bytes behind files and splits: into the store, out of it, onto this machine. */
@Injectable()
export class DatasetBytes {
  private readonly staged: StagedFiles;

  constructor(
    @Inject(OBJECT_STORE) private readonly store: ObjectStorePort,
    @Inject(DATASET_STAGING_DIR) stagingDir: string,
  ) {
    this.staged = new StagedFiles(store, stagingDir);
  }

  put(body: Readable, maxBytes: number): Promise<StoredObject> {
    return this.store.put(body, { maxBytes });
  }

  open(sha256: string): Promise<Readable> {
    return this.store.open(sha256);
  }

  stage(sha256: string, format: string): Promise<StagedFile> {
    return this.staged.stage(sha256, format);
  }

  /** The first rows of a JSONL object, long texts cut; reads no more of it than that. */
  async firstRows(sha256: string, limit: number): Promise<Row[]> {
    const rows: Row[] = [];
    const lines = new LineSplitter();
    const take = (line: Line) => {
      if (rows.length >= limit || !line.bytes || line.bytes.length === 0) return;
      const parsed = parseRow(line.bytes, line.number);
      if (!('code' in parsed)) rows.push(clip(parsed.row) as Row);
    };
    for await (const chunk of await this.store.open(sha256)) {
      for (const line of lines.push(chunk as Buffer)) take(line);
      if (rows.length >= limit) return rows;
    }
    for (const line of lines.end()) take(line);
    return rows;
  }
}
