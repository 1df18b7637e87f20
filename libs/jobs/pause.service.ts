import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { conflict, invalid } from '#kernel/errors.js';
import { AuditService } from '#audit/audit.service.js';
import { Db, type Tx } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import { ring } from '#platform/outbox.js';
import { JOB_STATES, paused } from './job.js';
import { type JobRow, JobsRepository } from './jobs.repository.js';
import { JobsService, NO_PLACE } from './jobs.service.js';

const AT_ONCE = JOB_STATES.filter((state) => paused(state) === 'paused');
const BY_WORKER = JOB_STATES.filter((state) => paused(state) === 'pausing');

/** A job put to rest and woken again. Both are wishes: where a program runs, its worker stops it with a checkpoint. */
@Injectable()
export class PauseService {
  constructor(
    private readonly db: Db,
    private readonly rows: JobsRepository,
    private readonly jobs: JobsService,
    private readonly audit: AuditService,
  ) {}

  /** Throws invalid `invalid_job_state` unless the job is queued or runs; repeating it while it is under way is fine. */
  async pause(ctx: Ctx, id: string): Promise<JobRow> {
    const job = await this.jobs.getJob(ctx, id);
    if (paused(job.state) === null || job.desired === 'cancel') throw notNow(job, 'paused', CANNOT_PAUSE);
    if (job.desired === 'pause') return job;
    return this.db.tx(ctx, async (tx) => {
      const atOnce = await this.rows.rest(tx, job.id, 'paused');
      if (!atOnce && !(await this.rows.desire(tx, job.id, 'pause', [...AT_ONCE, ...BY_WORKER])))
        throw conflict('resource_in_use', `Job ${job.id} is just ending; look at it again.`);
      const message = atOnce ? 'Job paused' : 'Pausing the job: it saves a checkpoint and stops';
      await this.jobs.appendEvent(tx, job, { level: 'info', type: 'message', message });
      await this.note(tx, ctx, 'job.pause_requested', job.id);
      if (atOnce) await this.jobs.notePaused(tx, ctx, job);
      failpoint('pause.desired');
      await ring(tx, 'job', job.id);
      return (await this.rows.findJob(tx, job.id))!;
    });
  }

  /** Back into the queue, or waiting for a place in the project's quota; the next attempt goes on from the newest checkpoint. Throws invalid `invalid_job_state` unless paused. */
  async resume(ctx: Ctx, id: string): Promise<JobRow> {
    const job = await this.jobs.getJob(ctx, id);
    if (job.state !== 'paused' || job.desired === 'cancel') throw notNow(job, 'resumed', CANNOT_RESUME);
    return this.db.tx(ctx, async (tx) => {
      await this.rows.hold(tx, job.id);
      const to = (await this.jobs.hasPlace(tx, job)) ? 'queued' : 'waiting';
      const atOnce = await this.rows.rest(tx, job.id, to);
      if (!atOnce && !(await this.rows.desire(tx, job.id, 'run', ['paused'])))
        throw conflict('resource_in_use', `Job ${job.id} is just leaving its pause; look at it again.`);
      const message = to === 'queued' ? 'Job resumed; it waits for a free slot' : `Job resumed. ${NO_PLACE}`;
      await this.jobs.appendEvent(tx, job, { level: 'info', type: 'message', message });
      await this.note(tx, ctx, 'job.resumed', job.id);
      failpoint('resume.desired');
      await ring(tx, 'job', job.id);
      return (await this.rows.findJob(tx, job.id))!;
    });
  }

  private note(tx: Tx, ctx: Ctx, action: string, targetId: string) {
    return this.audit.append(tx, ctx, { action, targetType: 'job', targetId });
  }
}

const CANNOT_PAUSE = 'only a queued or running job can be';
const CANNOT_RESUME = 'only a paused job can be';

function notNow(job: JobRow, done: string, why: string) {
  const state = job.desired === 'cancel' ? 'being cancelled' : job.state;
  return invalid('invalid_job_state', `Job ${job.id} is ${state} and cannot be ${done}: ${why}.`);
}
