import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { systemCtx } from '#kernel/context.js';
import { again, done, failed, type Outcome } from '#kernel/outcome.js';
import type { NewJobEvent } from '#jobs/job-log.repository.js';
import { JobsService } from '#jobs/jobs.service.js';
import { Db } from '#platform/db.js';
import { CLOCK } from '#platform/tokens.js';
import { IntegrationsRepository, type RunChange, type RunRow } from './integrations.repository.js';

/** Longer than one step may take: after it another worker sends again. */
const LEASE_SECONDS = 60;
const LONGEST_PAUSE_SECONDS = 300;
const PATIENCE_MS = 24 * 3600 * 1000;

/** Every write of a run's mirror: short transactions, each fenced by the lease; a stale one is dropped. */
@Injectable()
export class RunsLedger {
  constructor(
    private readonly db: Db,
    private readonly rows: IntegrationsRepository,
    private readonly jobs: JobsService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, this.clock.now(), limit));
  }

  claim(id: string): Promise<RunRow | null> {
    const lease = { token: randomUUID(), now: this.clock.now(), until: this.in(LEASE_SECONDS) };
    return this.db.tx(systemCtx(), (tx) => this.rows.claim(tx, id, lease));
  }

  /** Looks again then; what was done until now is written down with it. */
  async goOn(run: RunRow, afterSeconds: number, data: RunChange = {}, event?: NewJobEvent): Promise<Outcome> {
    await this.apply(run, { ...data, nextStepAt: this.in(afterSeconds) }, event);
    return again(afterSeconds);
  }

  async finish(run: RunRow, data: RunChange): Promise<Outcome> {
    await this.apply(run, { ...data, state: 'done', nextStepAt: null, finishedAt: this.clock.now() });
    return done();
  }

  /** Tries again, ever more seldom; a day after the job's end no more. Each kind of fault is told once. */
  async fail(run: RunRow, fault: { kind: string; message: string }, endedAt: Date | null): Promise<Outcome> {
    const now = this.clock.now();
    const event = run.told.includes(fault.kind) ? undefined : warning(fault.message);
    const data = { failures: run.failures + 1, told: [...new Set([...run.told, fault.kind])] };
    if (endedAt && now.getTime() - endedAt.getTime() > PATIENCE_MS) {
      const end = { state: 'given_up', nextStepAt: null, finishedAt: now };
      await this.apply(run, { ...data, ...end }, warning(`The W&B run was given up: ${fault.message}`));
      return failed(fault.kind);
    }
    return this.goOn(run, Math.min(LONGEST_PAUSE_SECONDS, 5 * 2 ** Math.min(run.failures, 10)), data, event);
  }

  private async apply(run: RunRow, data: RunChange, event?: NewJobEvent): Promise<void> {
    const job = { id: run.jobId, projectId: run.projectId };
    await this.db.tx(systemCtx(), async (tx) => {
      const applied = await this.rows.applyIfLeased(tx, run, { ...data, leaseToken: null });
      if (applied && event) await this.jobs.appendEvent(tx, job, event);
    });
  }

  private in(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}

const warning = (message: string): NewJobEvent => ({ level: 'warn', type: 'message', message });
