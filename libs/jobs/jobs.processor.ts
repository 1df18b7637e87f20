import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { systemCtx } from '#kernel/context.js';
import { AppError, assertNever, unavailable } from '#kernel/errors.js';
import { idBody, newId } from '#kernel/ids.js';
import { again, done, type Outcome } from '#kernel/outcome.js';
import { failpoint } from '#platform/failpoints.js';
import type { Handler } from '#platform/handler.js';
import { redact } from '#platform/logger.js';
import { AttemptFolder } from './attempt-folder.js';
import { COMPUTE, type ComputePort, type Handle, type Seen } from './compute.port.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { type Evidence, evidenceOf } from './evidence.js';
import { type Ending, type FailureReason, FAILURES, reasonOf } from './failure.js';
import { isFinal } from './job.js';
import { EstimatesService } from './estimates.service.js';
import { endingOf, JobFailure } from './job-failure.js';
import { JobsCollector } from './jobs.collector.js';
import { JobsInputs } from './jobs.inputs.js';
import type { AttemptRow, JobRow, Lease } from './jobs.repository.js';
import { JobsLedger } from './jobs.ledger.js';
import { ownFiles, ownLaunch } from './own-launch.js';
import { ReuseService } from './reuse.service.js';
import type { FinetuneSpec } from './spec.js';

const POLL_SECONDS = 1;
/** A wish rings; this is for one that was spoken while a worker looked at the job. */
const PAUSED_LOOK_SECONDS = 60;
const SLOT_RETRY_SECONDS = 10;
const TARGET_RETRY_SECONDS = 5;
const NEEDS_RETRY_SECONDS = 30;
/** An engine that no longer knows a program is believed only after this long: it may just not have been asked well. */
const VANISHED_GRACE_MS = 5_000;

/** Moves one job one step: claim → load → act → apply. Nothing slow happens inside a transaction. */
@Injectable()
export class JobsProcessor implements Handler {
  readonly topic = 'job';

  constructor(
    private readonly inputs: JobsInputs,
    private readonly ledger: JobsLedger,
    private readonly collector: JobsCollector,
    private readonly estimates: EstimatesService,
    private readonly reuse: ReuseService,
    @Inject(COMPUTE) private readonly targets: Record<string, ComputePort>,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  due(limit: number): Promise<string[]> {
    return this.ledger.due(limit);
  }

  async step(jobId: string): Promise<Outcome> {
    failpoint('claim.before_lease');
    const lease = await this.ledger.claim(jobId);
    if (!lease) return done();
    failpoint('claim.after_lease');
    const keepAlive = setInterval(
      () => void this.ledger.renew(lease),
      (this.defaults.leaseSeconds * 1000) / 3,
    );
    try {
      return await this.act(lease);
    } catch (error) {
      const ending = endingOf(error);
      if (error instanceof AppError && error.code === 'compute_unavailable')
        return await this.ledger.waitFor(lease, TARGET_RETRY_SECONDS, error.message);
      if (!ending) {
        await this.ledger.putBack(lease, 5);
        throw error;
      }
      return await this.fail(lease, ending);
    } finally {
      clearInterval(keepAlive);
    }
  }

  private async act(lease: Lease): Promise<Outcome> {
    const { job } = lease;
    const stopping = job.desired === 'cancel' && job.state !== 'cancelling';
    const resting = job.desired === 'pause';
    switch (job.state) {
      case 'validating':
        return stopping ? this.ledger.cancel(lease) : this.admit(lease);
      case 'waiting':
        return stopping ? this.ledger.cancel(lease) : this.awaitNeeds(lease);
      case 'queued':
        if (stopping) return this.ledger.cancel(lease);
        return resting ? this.ledger.pause(lease, null) : this.allot(lease);
      case 'launching':
      case 'running':
        if (stopping) return this.ledger.move(lease, 'cancelling');
        if (resting) return this.ledger.move(lease, 'pausing');
        return job.state === 'launching' ? this.launch(lease) : this.follow(lease);
      case 'collecting':
        return this.collector.collect(lease);
      case 'cancelling':
        return this.stop(lease);
      case 'pausing':
        return stopping ? this.ledger.move(lease, 'cancelling') : this.pause(lease);
      case 'paused':
        if (stopping) return this.ledger.cancel(lease);
        return resting ? this.ledger.putBack(lease, PAUSED_LOOK_SECONDS) : this.ledger.enqueue(lease);
      case 'succeeded':
      case 'failed':
      case 'cancelled':
        return done();
      default:
        return assertNever(job.state);
    }
  }

  private admit(lease: Lease): Promise<Outcome> {
    return lease.job.needs.length > 0 ? this.ledger.move(lease, 'waiting') : this.begin(lease);
  }

  /** Into the queue, unless an identical job that has finished answers for it. A license that has turned meanwhile forbids both. */
  private async begin(lease: Lease): Promise<Outcome> {
    const { job } = lease;
    if (job.reuse !== 'finished' || job.attemptCount > 0) return this.ledger.enqueue(lease);
    const ctx = systemCtx(job.projectId, job.requestId);
    const found = await this.reuse.find(ctx, job);
    if (!found) return this.ledger.enqueue(lease);
    await this.inputs.assertStillAllowed(ctx, job);
    return this.ledger.reuse(lease, found);
  }

  private async awaitNeeds(lease: Lease): Promise<Outcome> {
    const needed = await this.inputs.needed(systemCtx(lease.job.projectId), lease.job.needs);
    if (lease.job.kind === 'select') {
      const all = needed.every((job) => isFinal(job.state)); // cells that failed are told, not followed
      return all ? this.ledger.enqueue(lease) : this.ledger.putBack(lease, NEEDS_RETRY_SECONDS);
    }
    const broken = needed.find((job) => job.state === 'failed' || job.state === 'cancelled');
    if (broken) {
      const message = `The job ${broken.id} (${broken.kind}) that this one needs is ${broken.state}.`;
      const { id, kind, state } = broken;
      const evidence = { needed: { job: id, kind, state, reason: broken.failureReason } };
      return this.ledger.fail(lease, { reason: 'needs_failed', message, evidence }, null);
    }
    const ready = needed.every((job) => job.state === 'succeeded');
    return ready ? this.begin(lease) : this.ledger.putBack(lease, NEEDS_RETRY_SECONDS);
  }

  private async allot(lease: Lease): Promise<Outcome> {
    const { job } = lease;
    const number = job.attemptCount + 1;
    const id = newId('att_');
    const name = `lu-${this.defaults.installation}-${idBody(job.id)}-a${number}`;
    const taken = await this.ledger.startAttempt(lease, { id, name, number });
    failpoint('claim.slots_taken');
    if (taken) return again(0);
    const slots = await this.ledger.slotCount(job.target);
    if (slots > 0 && slots < job.slotsWanted) throw new JobFailure('no_device', tooFew(job, slots));
    if (slots > 0) return this.ledger.putBack(lease, SLOT_RETRY_SECONDS);
    const message = `The compute target ${job.target} does not answer; the job waits for it.`;
    return this.ledger.waitFor(lease, TARGET_RETRY_SECONDS, message);
  }

  /** Idempotent by the attempt's name: a worker that died here is followed by one that adopts what it started. */
  private async launch(lease: Lease): Promise<Outcome> {
    const { job } = lease;
    const attempt = this.attemptOf(lease);
    const folder = this.folder(job, attempt);
    const checkpoint = await folder.earlierCheckpoint();
    const readPaths =
      (await this.startedBefore(job, attempt, folder)) ??
      (await this.prepare(job, attempt, folder, checkpoint?.path ?? null));
    if (!readPaths) return this.ledger.ranHere(lease, attempt);
    failpoint('container.before_create');
    const handle = await this.launchOrFind(lease, attempt, folder, readPaths);
    failpoint('container.after_start');
    return this.ledger.launched(lease, attempt, { handle, resumedFrom: checkpoint?.step ?? null });
  }

  /** Puts inputs and spec in place and answers the paths that the program reads; null when the job needs no program. */
  private async prepare(
    job: JobRow,
    attempt: AttemptRow,
    folder: AttemptFolder,
    checkpoint: string | null,
  ): Promise<string[] | null> {
    const ctx = systemCtx(job.projectId, job.requestId);
    if (await this.collector.needsNoProgram(ctx, job)) return null;
    const recipe = await ownFiles(job, this.defaults);
    const { spec, readPaths } = await this.inputs.prepare(ctx, job, attempt.number, checkpoint);
    if (recipe) await folder.placeRecipe(recipe);
    await folder.create(spec);
    return readPaths;
  }

  /** What a program that is there already was given to read: preparing again could fail the job while its program runs. */
  private async startedBefore(
    job: JobRow,
    attempt: AttemptRow,
    folder: AttemptFolder,
  ): Promise<string[] | null> {
    const spec = await folder.spec();
    if (!spec || !(await this.target(job).find(attempt.name))) return null;
    return Object.values(spec.inputs as Record<string, { path: string }>).map(({ path }) => path);
  }

  private async launchOrFind(
    lease: Lease,
    attempt: AttemptRow,
    folder: AttemptFolder,
    readPaths: string[],
  ): Promise<Handle> {
    const target = this.target(lease.job);
    const gpus = (await this.ledger.slots(attempt)).filter((slot) => !slot.startsWith('cpu'));
    const { cpus, gang } = await target.capabilities();
    const nodes = nodesOf(lease.job);
    if (nodes > 1 && !gang) throw new JobFailure('no_device', notPlaced(lease.job, nodes));
    const slots = Math.max(1, await this.ledger.slotCount(lease.job.target));
    try {
      return await target.launch({
        name: attempt.name,
        jobId: lease.job.id,
        attempt: attempt.number,
        epoch: lease.job.epoch,
        folder: folder.path,
        ...(nodes > 1 && { nodes }),
        readPaths,
        ...ownLaunch(lease.job, { folder, defaults: this.defaults }),
        resources: {
          cpus: Math.max(1, Math.floor((cpus * lease.job.slotsWanted) / slots)),
          memoryMb: null,
          gpus,
          pids: 1024,
        },
      });
    } catch (error) {
      const found = await target.find(attempt.name).catch(() => null);
      if (found) return found;
      throw error;
    }
  }

  /** Reads what the program has written since, and whether it still runs. */
  private async follow(lease: Lease): Promise<Outcome> {
    const attempt = this.attemptOf(lease);
    if (!attempt.handle) return this.ledger.move(lease, 'collecting'); // nothing had to be started
    const seen = await this.target(lease.job).get(attempt.handle as unknown as Handle);
    const folder = this.folder(lease.job, attempt);
    await this.ingest(lease, attempt, folder);
    await this.measure(lease, attempt);
    switch (seen.phase) {
      case 'queued':
      case 'running':
      case 'unknown': // "could not ask" is not "failed"
        return this.ledger.putBack(lease, POLL_SECONDS);
      case 'exited':
        return this.ended(lease, seen, folder);
      case 'vanished':
        return this.vanished(lease, seen, folder);
      default:
        return assertNever(seen.phase);
    }
  }

  /** What it used is worth no job: where it cannot be asked for, the charts have a gap. */
  private async measure(lease: Lease, attempt: AttemptRow): Promise<void> {
    const handle = attempt.handle as unknown as Handle;
    const more = () =>
      this.target(lease.job)
        .measured(handle, Number(attempt.systemOffset))
        .catch(() => null);
    for (let found = await more(); found && found.readings.length > 0; found = await more())
      await this.ledger.ingestUse(lease, attempt, found);
  }

  /** A program whose output cannot be read is stopped before its job fails: nobody would look after it any more. */
  private async ingest(lease: Lease, attempt: AttemptRow, folder: AttemptFolder): Promise<number> {
    try {
      return await this.ledger.ingest(lease, attempt, folder);
    } catch (error) {
      if (error instanceof JobFailure && attempt.handle)
        await this.target(lease.job).stop(attempt.handle as unknown as Handle, this.defaults.graceSeconds);
      throw error;
    }
  }

  private async ended(lease: Lease, seen: Seen, folder: AttemptFolder): Promise<Outcome> {
    const attempt = this.attemptOf(lease);
    const fresh = await this.ingest(lease, attempt, folder);
    if (fresh > 0) return this.ledger.putBack(lease, 0); // more lines than one batch: read on first
    failpoint('container.after_exit');
    await this.ledger.noteUsage(lease, attempt, seen);
    const result = await folder.result();
    const codeOk = seen.exitCode === 0 || seen.exitCode === undefined || seen.exitCode === null;
    if (result && codeOk) return this.ledger.move(lease, 'collecting');
    const ending: Ending = reasonOf(seen, await folder.termination());
    return this.fail(lease, ending, seen);
  }

  private async fail(lease: Lease, ending: Ending, seen: Seen | null = null): Promise<Outcome> {
    const details = ending.reason === 'oom' ? await this.estimates.afterOom(lease.job) : null;
    const evidence = await this.evidence(lease, ending.reason, seen);
    const told = details ? { ...ending, details, evidence } : { ...ending, evidence };
    return this.ledger.fail(lease, told, seen?.exitCode ?? null);
  }

  private async evidence(
    { job, attempt }: Lease,
    reason: FailureReason,
    seen: Seen | null,
  ): Promise<Evidence> {
    const folder = attempt && this.folder(job, attempt);
    const rests = FAILURES[reason].evidence as readonly string[];
    return evidenceOf({
      seen,
      progress: job.progress,
      log: ((await folder?.lastLines()) ?? []).map(redact),
      disk: rests.includes('disk') && folder ? await folder.disk() : null,
      decision: rests.includes('decision') ? job.decisionId : null,
    });
  }

  private async vanished(lease: Lease, seen: Seen, folder: AttemptFolder): Promise<Outcome> {
    if (await folder.result()) return this.ended(lease, seen, folder);
    const since = Date.now() - (this.attemptOf(lease).startedAt?.getTime() ?? 0);
    if (since < VANISHED_GRACE_MS) return this.ledger.putBack(lease, POLL_SECONDS);
    return this.ended(lease, seen, folder);
  }

  /** Stops the program and waits until it is gone; a finish that won the race still counts. */
  private async stop(lease: Lease): Promise<Outcome> {
    const { attempt } = lease;
    if (!attempt) return this.ledger.cancel(lease);
    const handle = await this.handleOf(lease.job, attempt);
    failpoint('cancel.signal');
    const seen = handle && (await this.stopped(lease.job, handle));
    if (seen && !isOver(seen)) return this.ledger.putBack(lease, POLL_SECONDS);
    await this.ledger.ingest(lease, attempt, this.folder(lease.job, attempt));
    if (seen) await this.ledger.noteUsage(lease, attempt, seen);
    failpoint('cancel.confirm');
    return this.ledger.cancel(lease);
  }

  /** Has the program save a checkpoint and stop; one that finished instead is collected, one that broke is judged as ever. */
  private async pause(lease: Lease): Promise<Outcome> {
    const { job } = lease;
    const attempt = this.attemptOf(lease);
    const folder = this.folder(job, attempt);
    const handle = await this.handleOf(job, attempt);
    failpoint('pause.signal');
    const seen = handle && (await this.stopped(job, handle));
    if (seen && !isOver(seen)) return this.ledger.putBack(lease, POLL_SECONDS);
    if ((await this.ledger.ingest(lease, attempt, folder)) > 0) return this.ledger.putBack(lease, 0);
    if (seen) await this.ledger.noteUsage(lease, attempt, seen);
    failpoint('pause.confirm');
    if (seen?.exitCode === 0 && (await folder.result())) return this.ledger.move(lease, 'collecting');
    const ending = seen && reasonOf(seen, await folder.termination());
    if (ending && !BY_OUR_STOP.includes(ending.reason)) return this.fail(lease, ending, seen);
    const checkpoint = await folder.next().earlierCheckpoint();
    return this.ledger.pause(lease, checkpoint?.step ?? null);
  }

  private async handleOf(job: JobRow, attempt: AttemptRow): Promise<Handle | null> {
    return (attempt.handle as unknown as Handle | null) ?? (await this.target(job).find(attempt.name));
  }

  private async stopped(job: JobRow, handle: Handle): Promise<Seen> {
    const target = this.target(job);
    await target.stop(handle, this.defaults.graceSeconds);
    return target.get(handle);
  }

  private attemptOf(lease: Lease): AttemptRow {
    if (!lease.attempt) throw new Error(`job ${lease.job.id} is ${lease.job.state} without a live attempt`);
    return lease.attempt;
  }

  private folder(job: JobRow, attempt: AttemptRow): AttemptFolder {
    return new AttemptFolder(join(this.defaults.jobsDir, idBody(job.id)), attempt.number);
  }

  private target(job: JobRow): ComputePort {
    const target = this.targets[job.target];
    if (!target)
      throw unavailable('compute_unavailable', `No worker has the compute target '${job.target}' now.`);
    return target;
  }
}

const nodesOf = ({ spec }: JobRow): number =>
  (spec as unknown as Partial<FinetuneSpec>).processes?.nnodes ?? 1;
const notPlaced = ({ target }: JobRow, nodes: number): string =>
  `The job wants ${nodes} nodes; the compute target ${target} runs a job on one machine. Submit it with nnodes left out, or on another target.`;
const tooFew = ({ slotsWanted, target }: JobRow, slots: number): string =>
  `The job wants ${slotsWanted} slots, a process each; the compute target ${target} has ${slots}. Lower nproc_per_node (on a machine without GPUs, raise LUTHIER_CPU_SLOTS).`;

const isOver = ({ phase }: Seen): boolean => phase === 'exited' || phase === 'vanished';
/** How a program ends that we have asked to stop: by itself, or by force once its grace was over. */
const BY_OUR_STOP: readonly FailureReason[] = ['preempted', 'killed'];
