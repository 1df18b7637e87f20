import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { again, cancelled as cancelledOutcome, done, failed, type Outcome } from '#kernel/outcome.js';
import { Db, type Prisma, type Tx } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import type { AttemptFolder } from './attempt-folder.js';
import type { Handle, Measured, Seen } from './compute.port.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { type Evidence, evidenceOf } from './evidence.js';
import { type Ending, MAX_ATTEMPTS, mayRetry } from './failure.js';
import type { JobState } from './job.js';
import { digest } from './job-digest.js';
import { JobLogRepository, type NewJobEvent } from './job-log.repository.js';
import { type AttemptRow, type JobRow, JobsRepository, type Lease, PAUSED } from './jobs.repository.js';
import { JobsService, NO_PLACE } from './jobs.service.js';
import { type Reusable, reusedMessage } from './reuse.service.js';
import { pointsOf } from './system-use.js';
import { sumUsage, type Usage, usageOf } from './usage.js';

/** A freed place rings; this is for a bell that was lost. */
const PLACE_RETRY_SECONDS = 30;

/** Every write of the processor: short transactions, each fenced by the lease; a stale one is dropped. */
@Injectable()
export class JobsLedger {
  constructor(
    private readonly db: Db,
    private readonly rows: JobsRepository,
    private readonly log: JobLogRepository,
    private readonly jobs: JobsService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.db.tx(systemCtx(), (tx) => this.rows.due(tx, limit));
  }

  claim(jobId: string): Promise<Lease | null> {
    const { leaseSeconds } = this.defaults;
    return this.db.tx(systemCtx(), (tx) => this.rows.claim(tx, jobId, randomUUID(), leaseSeconds));
  }

  async renew(lease: Lease): Promise<void> {
    const { leaseSeconds } = this.defaults;
    await this.db
      .tx(systemCtx(), (tx) => this.rows.renew(tx, lease.job.id, lease.token, leaseSeconds))
      .catch(() => undefined); // the fenced write at the end of the step says whether the lease still counts
  }

  /** Gives the lease back unchanged, to be looked at again. */
  async putBack(lease: Lease, afterSeconds: number): Promise<Outcome> {
    await this.apply(lease, { nextStepAt: this.in(afterSeconds) });
    return again(afterSeconds);
  }

  /** Like putBack, for a job that waits for something to answer again: the job says so, once until something else happens. */
  async waitFor(lease: Lease, afterSeconds: number, message: string): Promise<Outcome> {
    await this.apply(lease, { nextStepAt: this.in(afterSeconds) }, async (tx) => {
      const [last] = await this.log.events(tx, lease.job.id, 2 ** 31 - 1, 1, 'desc');
      if (last?.message !== message)
        await this.log.append(tx, lease.job, [{ level: 'warn', type: 'message', message }]);
    });
    return again(afterSeconds);
  }

  async move(lease: Lease, state: JobState): Promise<Outcome> {
    return this.apply(lease, { state, nextStepAt: this.in(0) });
  }

  /** Into the queue where the project's quota has a place for it; else it waits, and what frees a place or the sweep looks again. */
  async enqueue(lease: Lease): Promise<Outcome> {
    const { job } = lease;
    const outcome = await this.db.tx(systemCtx(), async (tx) => {
      await this.rows.hold(tx, job.id);
      const hasPlace = await this.jobs.hasPlace(tx, job);
      const data = hasPlace
        ? { state: 'queued' as const, waitsForQuota: false, nextStepAt: this.in(0) }
        : { state: 'waiting' as const, waitsForQuota: true, nextStepAt: this.in(PLACE_RETRY_SECONDS) };
      if ((await this.rows.applyIfLeased(tx, lease, data)) === 'stale') return done();
      const say = (message: string) =>
        this.log.append(tx, job, [{ level: 'info', type: 'message', message }]);
      if (!hasPlace && !job.waitsForQuota) await say(NO_PLACE);
      if (!hasPlace) return again(PLACE_RETRY_SECONDS);
      if (job.attemptCount === 0 && job.state !== 'paused')
        await say('Files validated, moving job to queued state');
      await ring(tx, 'job', job.id);
      return again(0);
    });
    failpoint('apply.after_commit');
    return outcome;
  }

  /** Slots, attempt row and the move to `launching` are one transaction; false when no slot is free. */
  async startAttempt(lease: Lease, attempt: { id: string; name: string; number: number }): Promise<boolean> {
    const { job } = lease;
    return this.db
      .tx(systemCtx(), async (tx) => {
        const { id, name, number } = attempt;
        await this.rows.insertAttempt(tx, {
          id,
          projectId: job.projectId,
          jobId: job.id,
          number,
          name,
          target: job.target,
        });
        const slots = await this.rows.takeSlots(tx, job, id, job.slotsWanted);
        if (slots.length < job.slotsWanted) throw new NoSlot();
        const data = { state: 'launching' as const, attemptCount: number, nextStepAt: this.in(0) };
        if ((await this.rows.applyIfLeased(tx, lease, data)) === 'stale') throw new NoSlot();
        await ring(tx, 'job', job.id);
        return true;
      })
      .catch((error: unknown) => {
        if (error instanceof NoSlot) return false;
        throw error;
      });
  }

  /** Nothing has to be started: what there was to do was done here, since the attempt was made. */
  ranHere(lease: Lease, { createdAt }: AttemptRow): Promise<Outcome> {
    const startedAt = lease.job.startedAt ?? createdAt;
    return this.apply(lease, { state: 'running', nextStepAt: this.in(0), startedAt });
  }

  launched(
    lease: Lease,
    attempt: AttemptRow,
    start: { handle: Handle; resumedFrom: number | null },
  ): Promise<Outcome> {
    const now = this.clock.now();
    const data = { state: 'running' as const, nextStepAt: this.in(0), startedAt: lease.job.startedAt ?? now };
    return this.apply(lease, data, async (tx) => {
      await this.rows.noteAttempt(tx, attempt.id, {
        handle: start.handle as object,
        resumedFrom: start.resumedFrom,
        startedAt: now,
      });
      const message =
        attempt.number === 1
          ? `${lease.job.kind === 'finetune' ? 'Fine-tuning job' : `The ${lease.job.kind} job`} started`
          : `Attempt ${attempt.number} started${start.resumedFrom === null ? '' : `, resuming from step ${start.resumedFrom}`}`;
      await this.log.append(tx, lease.job, [{ level: 'info', type: 'message', message }]);
    });
  }

  /** Moves new event lines into the database, with the offset, in one transaction; answers how many bytes were new. */
  async ingest(lease: Lease, attempt: AttemptRow, folder: AttemptFolder): Promise<number> {
    const from = Number(attempt.eventsOffset);
    const { events, offset } = await folder.events(from);
    if (offset === from) return 0;
    const { messages, points, checkpoints, samples, progress } = digest(events, folder.workspace);
    await this.db.tx(systemCtx(), async (tx) => {
      const note = await this.rows.noteIfLeased(
        tx,
        lease,
        progress ? { progress } : { epoch: lease.job.epoch },
      );
      if (note === 'stale') return;
      const told = attempt.number > 1 ? await this.log.lastStep(tx, lease.job.id) : 0;
      await this.log.addMetrics(tx, lease.job, points);
      for (const checkpoint of checkpoints)
        await this.log.addCheckpoint(tx, lease.job, { ...checkpoint, attemptId: attempt.id });
      await this.log.samples.add(tx, lease.job, samples);
      await this.log.append(tx, lease.job, messages.filter(notBefore(told)));
      await this.rows.noteAttempt(tx, attempt.id, { eventsOffset: BigInt(offset) });
      failpoint('metrics.batch');
    });
    attempt.eventsOffset = BigInt(offset);
    return offset - from;
  }

  /** Moves new readings into the database, with their offset, in one transaction. */
  async ingestUse(lease: Lease, attempt: AttemptRow, { readings, nextOffset }: Measured): Promise<void> {
    if (readings.length === 0 && BigInt(nextOffset) === attempt.systemOffset) return;
    const startedAt = lease.job.startedAt ?? attempt.startedAt ?? this.clock.now();
    await this.db.tx(systemCtx(), async (tx) => {
      const note = await this.rows.noteIfLeased(tx, lease, { epoch: lease.job.epoch });
      if (note === 'stale') return;
      await this.log.addSystemUse(tx, lease.job, pointsOf(readings, startedAt));
      await this.rows.noteAttempt(tx, attempt.id, { systemOffset: BigInt(nextOffset) });
    });
    attempt.systemOffset = BigInt(nextOffset);
  }

  /** The checkpoint is a model from now on; said again for the same one it changes nothing. */
  async keepCheckpoint(
    { job, attempt }: Lease,
    checkpoint: { step: number; path: string; metrics: object; artifactId: string },
  ): Promise<void> {
    const of = { ...checkpoint, attemptId: attempt!.id };
    await this.db.tx(systemCtx(), (tx) => this.log.addCheckpoint(tx, job, of));
  }

  slots(attempt: AttemptRow): Promise<string[]> {
    return this.db.tx(systemCtx(), async (tx) =>
      (await this.rows.slotsOf(tx, attempt.id)).map((row) => row.slot),
    );
  }

  /**
   * Keeps what the attempt took, with that of the job's others. Before the attempt ends, for then its slots are free; the same
   * again when a worker has died in between.
   */
  async noteUsage(lease: Lease, attempt: AttemptRow, seen: Seen): Promise<void> {
    const startedAt = seen.startedAt ?? attempt.startedAt;
    if (!startedAt) return;
    const end = seen.finishedAt ?? this.clock.now();
    const wallSeconds = Math.max(0, (end.getTime() - startedAt.getTime()) / 1000);
    const { gpuHourPrice = null, cpuHourPrice = null, gpuWatts = null, kgCo2ePerKwh = null } = this.defaults;
    await this.db.tx(systemCtx(), async (tx) => {
      const slots = (await this.rows.slotsOf(tx, attempt.id)).map(({ slot }) => slot);
      const cpusPerSlot = await this.rows.cpusPerSlot(tx, lease.job.target);
      const run = { wallSeconds, slots, cpusPerSlot, metered: seen.metered ?? null };
      const usage = usageOf(run, { gpuHourPrice, cpuHourPrice, gpuWatts, kgCo2ePerKwh });
      await this.rows.noteAttempt(tx, attempt.id, { usage });
      const all = await this.rows.attempts(tx, lease.job.id);
      const kept = all.flatMap((one) => (one.usage ? [one.usage as unknown as Usage] : []));
      await this.rows.setUsage(tx, lease.job.id, sumUsage(kept)!);
    });
  }

  slotCount(target: string): Promise<number> {
    return this.db.tx(systemCtx(), (tx) => tx.computeSlot.count({ where: { target } }));
  }

  /** Ends the attempt; an infrastructure failure with tries left queues the job again, everything else is final. */
  async fail(lease: Lease, ending: Ending, exitCode: number | null): Promise<Outcome> {
    const { job } = lease;
    const tries = job.attemptCount - (await this.pausesOf(job.id));
    const retry =
      job.state !== 'cancelling' &&
      job.desired !== 'cancel' &&
      lease.attempt !== null &&
      mayRetry(ending.reason, tries);
    const wait = retry ? Math.min(60, 2 ** tries) : 0;
    const next = job.state === 'pausing' ? ('paused' as const) : ('queued' as const);
    const data = retry
      ? { state: next, nextStepAt: this.in(wait) }
      : {
          state: 'failed' as const,
          finishedAt: this.clock.now(),
          nextStepAt: null,
          failureReason: ending.reason,
          failureMessage: ending.message.slice(0, 4000),
          ...(ending.details ? { failureDetails: ending.details as object } : {}),
          failureEvidence: (ending.evidence ?? {}) as object,
        };
    const then = next === 'paused' ? 'the job is paused' : 'trying again';
    const tail = retry ? ` Attempt ${tries} of ${MAX_ATTEMPTS}; ${then}.` : '';
    await this.apply(lease, data, async (tx) => {
      await this.endAttempt(tx, lease, {
        exitCode,
        reason: ending.reason,
        message: ending.message.slice(0, 4000),
      });
      await this.log.append(tx, job, [
        {
          level: retry ? 'warn' : 'error',
          type: 'message',
          message: `${ending.message}${tail}`.slice(0, 4000),
        },
      ]);
      if (!retry) await this.jobs.afterFinal(tx, ctxOf(job), { ...job, state: 'failed' }, ending.reason);
      else if (next === 'paused') await this.jobs.notePaused(tx, ctxOf(job), job);
    });
    return retry ? again(wait) : failed(ending.reason);
  }

  /** The program is gone and its slot free; `step` is that of the checkpoint which the next attempt goes on from. */
  async pause(lease: Lease, step: number | null): Promise<Outcome> {
    const { job, attempt } = lease;
    return this.apply(lease, { state: 'paused', nextStepAt: this.in(0) }, async (tx) => {
      await this.endAttempt(tx, lease, { reason: PAUSED, message: 'Paused by a person.' });
      const fresh = attempt === null ? '' : '; it has no checkpoint and will begin again';
      const message = step === null ? `Job paused${fresh}` : `Job paused; it goes on from step ${step}`;
      await this.jobs.appendEvent(tx, job, { level: 'info', type: 'message', message });
      await this.jobs.notePaused(tx, systemCtx(job.projectId, job.requestId), job);
    });
  }

  private pausesOf(jobId: string): Promise<number> {
    return this.db.tx(systemCtx(), (tx) => this.rows.countPaused(tx, jobId));
  }

  async cancel(lease: Lease): Promise<Outcome> {
    const { progress, failureEvidence } = lease.job;
    const evidence = {
      ...(failureEvidence as Evidence | null),
      ...evidenceOf({ seen: null, progress, log: [] }),
    };
    const data = {
      ...{ state: 'cancelled' as const, finishedAt: this.clock.now(), nextStepAt: null },
      failureEvidence: evidence as object,
    };
    await this.apply(lease, data, async (tx) => {
      await this.endAttempt(tx, lease, { reason: 'cancelled', message: 'Cancelled by a person.' });
      await this.log.append(tx, lease.job, [{ level: 'info', type: 'message', message: 'Job cancelled' }]);
      await this.jobs.afterFinal(tx, ctxOf(lease.job), { ...lease.job, state: 'cancelled' });
    });
    return cancelledOutcome();
  }

  async succeed(
    lease: Lease,
    data: Prisma.JobUncheckedUpdateManyInput,
    messages: string[],
  ): Promise<Outcome> {
    const final = { ...data, state: 'succeeded' as const, finishedAt: this.clock.now(), nextStepAt: null };
    await this.apply(lease, final, async (tx) => {
      await this.endAttempt(tx, lease, { exitCode: 0 });
      await this.log.append(
        tx,
        lease.job,
        messages.map((message) => ({ level: 'info', type: 'message', message })),
      );
      await this.jobs.afterFinal(tx, ctxOf(lease.job), { ...lease.job, state: 'succeeded' });
    });
    return done();
  }

  /** Answered with what an identical job has left, before anything of it was started. */
  async reuse(lease: Lease, { job, data }: Reusable): Promise<Outcome> {
    const final = { ...data, state: 'succeeded' as const, finishedAt: this.clock.now(), nextStepAt: null };
    await this.apply(lease, { ...final, waitsForQuota: false }, async (tx) => {
      const message = reusedMessage(job.id);
      await this.log.append(tx, lease.job, [{ level: 'info', type: 'message', message }]);
      await this.jobs.afterFinal(tx, ctxOf(lease.job), { ...lease.job, ...final, result: null });
    });
    return done();
  }

  private async endAttempt(tx: Tx, lease: Lease, data: Prisma.AttemptUncheckedUpdateInput): Promise<void> {
    if (!lease.attempt) return;
    await this.rows.endAttempt(tx, lease.attempt.id, { ...data, finishedAt: this.clock.now() });
    for (const id of await this.rows.nextQueued(tx, lease.job.target, lease.job.slotsWanted))
      await ring(tx, 'job', id);
  }

  /** One fenced write and what belongs to it; when it is stale, nothing of it happens. */
  private async apply(
    lease: Lease,
    data: Prisma.JobUncheckedUpdateManyInput,
    alongside: (tx: Tx) => Promise<void> = () => Promise.resolve(),
  ): Promise<Outcome> {
    const outcome = await this.db.tx(systemCtx(), async (tx) => {
      if ((await this.rows.applyIfLeased(tx, lease, data)) === 'stale') return done();
      await alongside(tx);
      const moved = data.state !== undefined && data.nextStepAt !== null;
      if (moved) await ring(tx, 'job', lease.job.id);
      return moved ? again(0) : done();
    });
    failpoint('apply.after_commit');
    return outcome;
  }

  private in(seconds: number): Date {
    return new Date(this.clock.now().getTime() + seconds * 1000);
  }
}

/** A step is told once, though the attempt after a kill goes through it again. */
const notBefore =
  (told: number) =>
  ({ type, data }: NewJobEvent): boolean =>
    type !== 'metrics' || (data as { step: number }).step > told;

const ctxOf = (job: JobRow): Ctx => systemCtx(job.projectId, `job:${job.id}`);

class NoSlot extends Error {}

export type { JobRow };
