import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { FilesService } from '#files/files.service.js';
import type { Ctx } from '#kernel/context.js';
import { idBody } from '#kernel/ids.js';
import { Db } from '#platform/db.js';
import { JobLogRepository } from './job-log.repository.js';
import type { JobRow } from './jobs.repository.js';
import { resultsCsv } from './results-csv.js';

/** OpenAI's `result_files`: the curves of a finished training as a file of the project. */
@Injectable()
export class ResultsFile {
  constructor(
    private readonly db: Db,
    private readonly log: JobLogRepository,
    private readonly files: FilesService,
  ) {}

  /** Id of the file. Its name follows from the job's, so a step that is repeated after a kill makes no second one. */
  async of(ctx: Ctx, job: JobRow): Promise<string> {
    const points = await this.db.tx(ctx, (tx) => this.log.metrics(tx, job.id));
    const { id } = await this.files.addOwn(ctx, {
      id: `file-${idBody(job.id)}`,
      body: Readable.from([Buffer.from(resultsCsv(points))]),
      filename: 'step_metrics.csv',
      purpose: 'fine-tune-results',
    });
    return id;
  }
}
