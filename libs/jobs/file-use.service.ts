import type { Ctx } from '#kernel/context.js';
import type { FileUsePort } from '#files/file-use.port.js';
import type { Db } from '#platform/db.js';
import { JobsRepository } from './jobs.repository.js';

/** Which live job still reads a file: asked by the datasets slice before it deletes one. */
export class JobFileUse implements FileUsePort {
  private readonly rows = new JobsRepository();

  constructor(private readonly db: Db) {}

  liveJobOf(ctx: Ctx, use: { fileId: string; datasetVersionIds: string[] }): Promise<string | null> {
    return this.db.tx(ctx, (tx) => this.rows.liveWithData(tx, ctx.projectId, use));
  }
}
