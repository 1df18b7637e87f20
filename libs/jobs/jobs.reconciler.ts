import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { systemCtx } from '#kernel/context.js';
import { idBody } from '#kernel/ids.js';
import { Db } from '#platform/db.js';
import { AttemptFolder } from './attempt-folder.js';
import { COMPUTE, type ComputePort, type Handle } from './compute.port.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { isFinal } from './job.js';
import { JobsRepository } from './jobs.repository.js';

/** Holds what the compute targets run against what the rows say: the end of a worker must leave nothing behind. */
@Injectable()
export class JobsReconciler {
  constructor(
    private readonly db: Db,
    private readonly rows: JobsRepository,
    @Inject(COMPUTE) private readonly targets: Record<string, ComputePort>,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  /**
   * Stops programs whose attempt has ended, and forgets those of jobs that are final. A name without a row is left alone: it may
   * be from before a database was restored.
   */
  async tidy(): Promise<void> {
    for (const target of Object.values(this.targets)) {
      for await (const handle of target.list()) await this.settle(target, handle);
    }
  }

  private async settle(target: ComputePort, handle: Handle): Promise<void> {
    const attempt = await this.db.tx(systemCtx(), (tx) => this.rows.attemptNamed(tx, handle.name));
    if (!attempt || attempt.live) return;
    const { phase } = await target.get(handle);
    if (phase === 'unknown') return;
    if (phase === 'running' || phase === 'queued') await target.stop(handle, this.defaults.graceSeconds);
    if (!isFinal(attempt.job.state)) return; // its checkpoints are what the next attempt resumes from
    await target.forget(handle);
    await new AttemptFolder(join(this.defaults.jobsDir, idBody(attempt.jobId)), attempt.number).trim();
  }
}
