import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { Db } from '#platform/db.js';
import type { Logger } from '#platform/logger.js';
import { LOGGER } from '#platform/tokens.js';
import { JobLogRepository } from './job-log.repository.js';

const POLL_MS = 400;

interface Watched {
  mark: string | null;
  /** Counts the changes of `mark`. */
  version: number;
  watches: Set<Watch>;
}

export interface Watch {
  /** True once the job has changed since the last asking, or was never looked at; false after `ms` without a change. */
  next(ms: number): Promise<boolean>;
  /** Of the job as this watch last heard of it. */
  version(): number;
  close(): void;
}

/**
 * Tells every open stream of this process when its job has something new: one query for all of them at a time, however many they
 * are. Each asking for itself would keep the connections of the database from everything else.
 */
@Injectable()
export class JobChanges {
  private readonly jobs = new Map<string, Watched>();
  private readonly wakers = new Map<Watch, () => void>();
  private running = false;

  constructor(
    private readonly db: Db,
    private readonly log: JobLogRepository,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** What the caller reads of the job after this call misses no change that `next` does not tell. */
  watch(jobId: string): Watch {
    const job = this.jobs.get(jobId) ?? { mark: null, version: 0, watches: new Set<Watch>() };
    this.jobs.set(jobId, job);
    let seen = job.version;
    const watch: Watch = {
      next: async (ms) => {
        if (job.version === seen) await this.untilWoken(watch, ms);
        const changed = job.version !== seen;
        seen = job.version;
        return changed;
      },
      version: () => seen,
      close: () => {
        job.watches.delete(watch);
        this.wakers.get(watch)?.();
        if (job.watches.size === 0 && this.jobs.get(jobId) === job) this.jobs.delete(jobId);
      },
    };
    job.watches.add(watch);
    if (!this.running) void this.run();
    return watch;
  }

  private untilWoken(watch: Watch, ms: number): Promise<void> {
    return new Promise((woken) => {
      const timer = setTimeout(() => this.wakers.get(watch)?.(), ms);
      this.wakers.set(watch, () => {
        clearTimeout(timer);
        this.wakers.delete(watch);
        woken();
      });
    });
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.jobs.size > 0) {
      await sleep(POLL_MS);
      try {
        await this.look();
      } catch (error) {
        this.logger.warn({ err: error }, 'open streams wait: their jobs could not be read');
      }
    }
    this.running = false;
  }

  private async look(): Promise<void> {
    const ids = [...this.jobs.keys()];
    const marks = await this.db.tx({ projectId: '*' }, (tx) => this.log.marks(tx, ids));
    for (const { id, mark } of marks) {
      const job = this.jobs.get(id);
      if (!job || job.mark === mark) continue;
      job.mark = mark;
      job.version += 1;
      for (const watch of job.watches) this.wakers.get(watch)?.();
    }
  }
}
