import { Injectable } from '@nestjs/common';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { systemCtx } from '#kernel/context.js';
import { done, type Outcome } from '#kernel/outcome.js';
import { Db } from '#platform/db.js';
import type { Handler } from '#platform/handler.js';
import { JobsRepository } from './jobs.repository.js';

/** Tells a base model that its import has ended without one, and why: its slug is free for another try. */
@Injectable()
export class ImportEnds implements Handler {
  readonly topic = 'import.ended';

  constructor(
    private readonly db: Db,
    private readonly rows: JobsRepository,
    private readonly baseModels: BaseModelsService,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.importsInVain(tx, limit));
  }

  async step(jobId: string): Promise<Outcome> {
    const job = await this.db.tx(systemCtx(), (tx) => this.rows.findJob(tx, jobId));
    if (job?.state !== 'failed' && job?.state !== 'cancelled') return done();
    const why = job.state === 'cancelled' ? 'The import was cancelled.' : job.failureMessage;
    const { base_model: id } = job.spec as { base_model: string };
    const ctx = systemCtx(job.projectId, `import:${jobId}`);
    await this.baseModels.failImport(ctx, id, why ?? 'The import failed.', jobId);
    return done();
  }
}
