import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { pageOf } from '#kernel/page.js';
import { Db } from '#platform/db.js';
import { JobLogRepository } from './job-log.repository.js';
import type { JobSampleRow } from './job-samples.repository.js';
import { JobsService } from './jobs.service.js';

@Injectable()
export class JobSamples {
  constructor(
    private readonly db: Db,
    private readonly log: JobLogRepository,
    private readonly jobs: JobsService,
  ) {}

  /** By step, then by prompt. Throws `invalid_value` for a cursor that is no sample of the job. */
  async list(
    ctx: Ctx,
    jobId: string,
    query: { limit: number; after?: string; order: 'asc' | 'desc'; step?: number },
  ) {
    const job = await this.jobs.getJob(ctx, jobId);
    const found = await this.db.tx(ctx, async (tx) => {
      const from = query.after === undefined ? null : await this.log.samples.find(tx, job.id, query.after);
      if (query.after !== undefined && !from)
        throw invalid('invalid_value', `No sample '${query.after.slice(0, 80)}' in this job.`, {
          param: 'after',
        });
      return this.log.samples.list(tx, job.id, from, { ...query, take: query.limit + 1 });
    });
    return pageOf(found, query.limit, sampleView);
  }
}

const sampleView = (row: JobSampleRow) => ({
  id: row.id,
  object: 'job.sample' as const,
  step: row.step,
  index: row.index,
  prompt: row.prompt,
  text: row.text,
  cut: row.isCut,
  finish_reason: row.finishReason,
  tokens: row.tokens,
  created_at: Math.floor(row.createdAt.getTime() / 1000),
});
