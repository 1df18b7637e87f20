import { Inject, Injectable } from '@nestjs/common';
import { systemCtx } from '#kernel/context.js';
import { Db } from '#platform/db.js';
import type { ComputePort, Handle } from './compute.port.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { JobsRepository } from './jobs.repository.js';

/** What a target still holds of attempts that have ended: a worker may die between the end and the clearing up. */
@Injectable()
export class JobsOrphans {
  constructor(
    private readonly db: Db,
    private readonly rows: JobsRepository,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  /** Stops and forgets everything of this installation whose attempt is over or unknown; answers how much. */
  async clear(target: ComputePort): Promise<number> {
    const held: Handle[] = [];
    // asked before the database: what starts meanwhile has its row already
    for await (const handle of target.list()) held.push(handle);
    if (held.length === 0) return 0;
    const names = held.map((handle) => handle.name);
    const live = new Set(await this.db.tx(systemCtx(), (tx) => this.rows.liveNames(tx, names)));
    const orphans = held.filter((handle) => !live.has(handle.name));
    for (const handle of orphans) {
      await target.stop(handle, this.defaults.graceSeconds);
      await target.forget(handle);
    }
    return orphans.length;
  }
}
