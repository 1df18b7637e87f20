import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { systemCtx } from '#kernel/context.js';
import { idBody } from '#kernel/ids.js';
import { Db } from '#platform/db.js';
import { AttemptFolder } from './attempt-folder.js';
import type { Capabilities, ComputePort, Handle, TargetEnvironment } from './compute.port.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { isFinal } from './job.js';
import { JobsRepository } from './jobs.repository.js';

type NamedAttempt = Awaited<ReturnType<JobsRepository['attemptsNamed']>>[number];

/** Holds what a compute target runs against what the rows say: the end of a worker must leave nothing behind. */
@Injectable()
export class JobsReconciler {
  constructor(
    private readonly db: Db,
    private readonly rows: JobsRepository,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  /**
   * Stops programs whose attempt has ended, and forgets those of jobs that are final. A name without a row is left alone: it may
   * be from before a database was restored.
   */
  async tidy(target: ComputePort): Promise<void> {
    const held: Handle[] = [];
    // asked before the database: what starts meanwhile has its row already
    for await (const handle of target.list()) held.push(handle);
    if (held.length === 0) return;
    const names = held.map((handle) => handle.name);
    const attempts = await this.db.tx(systemCtx(), (tx) => this.rows.attemptsNamed(tx, names));
    const over = new Map(attempts.filter(({ live }) => !live).map((attempt) => [attempt.name, attempt]));
    for (const handle of held) {
      const attempt = over.get(handle.name);
      if (attempt) await this.settle(target, handle, attempt);
    }
  }

  /** The slots that the target has now; those that are taken stay until their attempt ends. */
  syncSlots(target: string, slots: string[]): Promise<void> {
    return this.db.tx(systemCtx(), (tx) => this.rows.syncSlots(tx, target, slots));
  }

  /** What programs started there now would run in: submissions that reuse are held against it. */
  async noteEnvironment(target: ComputePort): Promise<void> {
    const note = (environment: TargetEnvironment | null) =>
      this.db.tx(systemCtx(), (tx) => this.rows.noteEnvironment(tx, target.target, environment));
    try {
      await note(await target.environment());
    } catch (error) {
      await note(null); // what it was holds no more
      throw error;
    }
  }

  /** For estimates: what one attempt may count on. */
  async noteTarget(target: string, has: Capabilities, slots: number): Promise<void> {
    const machine = {
      cpus: has.cpus,
      memoryMb: has.memoryMb,
      gpus: has.gpus.length,
      gpuMemoryMb: has.gpuMemoryMb ?? null,
      slots,
    };
    await this.db.tx(systemCtx(), (tx) => this.rows.noteTarget(tx, target, machine));
  }

  private async settle(target: ComputePort, handle: Handle, attempt: NamedAttempt): Promise<void> {
    const { phase } = await target.get(handle);
    if (phase === 'unknown') return;
    if (phase === 'running' || phase === 'queued') await target.stop(handle, this.defaults.graceSeconds);
    if (!isFinal(attempt.job.state)) return; // its checkpoints are what the next attempt resumes from
    await target.forget(handle);
    await new AttemptFolder(join(this.defaults.jobsDir, idBody(attempt.jobId)), attempt.number).trim();
  }
}
