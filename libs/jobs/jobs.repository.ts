import { Injectable } from '@nestjs/common';
import type { PageQuery } from '#kernel/page.js';
import { pageArgs } from '#platform/cursor.js';
import { Prisma, type Tx } from '#platform/db.js';
import type { JobKind } from './jobs.contract.js';
import { isFinal, JOB_STATES, type JobState } from './job.js';

export type JobRow = Prisma.JobGetPayload<object>;
type MachineRow = Prisma.ComputeTargetGetPayload<object>;
export type AttemptRow = Prisma.AttemptGetPayload<object>;
export type PipelineRow = Prisma.PipelineGetPayload<object>;

/** The right to write one job until the lease ends: every write below names its token. */
export interface Lease {
  job: JobRow;
  token: string;
  attempt: AttemptRow | null;
}

/** The reason of an attempt that was stopped for a pause. */
export const PAUSED = 'paused';

const FINAL = JOB_STATES.filter(isFinal);

@Injectable()
export class JobsRepository {
  insertJob(tx: Tx, data: Prisma.JobUncheckedCreateInput): Promise<JobRow> {
    return tx.job.create({ data });
  }

  findJob(tx: Tx, id: string): Promise<JobRow | null> {
    return tx.job.findUnique({ where: { id } });
  }

  findJobs(tx: Tx, ids: string[]): Promise<JobRow[]> {
    return tx.job.findMany({ where: { id: { in: ids } } });
  }

  /** Jobs of this identity that ran themselves to the end, newest first. A reproduction stands for itself alone. */
  finishedLike(tx: Tx, projectId: string, identity: string, take: number): Promise<JobRow[]> {
    return tx.job.findMany({
      where: { projectId, identity, state: 'succeeded', reusedFrom: null, reproduces: null },
      orderBy: { id: 'desc' },
      take,
    });
  }

  /** Ends a job in the transaction that has inserted it. */
  answerNew(tx: Tx, id: string, data: Prisma.JobUncheckedUpdateInput): Promise<JobRow> {
    return tx.job.update({ where: { id }, data });
  }

  jobsOfPipeline(tx: Tx, pipelineId: string): Promise<JobRow[]> {
    return tx.job.findMany({ where: { pipelineId }, orderBy: { id: 'asc' } });
  }

  jobsOfPipelines(tx: Tx, ids: string[]): Promise<JobRow[]> {
    return tx.job.findMany({ where: { pipelineId: { in: ids } }, orderBy: { id: 'asc' } });
  }

  async listJobs(tx: Tx, where: Prisma.JobWhereInput, page: PageQuery): Promise<JobRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, { table: 'job', prefix: 'job_' });
    return arrange(await tx.job.findMany({ where: { ...where, ...within }, orderBy, take }));
  }

  /** Takes the lease of a live job that nobody else holds; null when another worker does, or the job is final. */
  async claim(tx: Tx, id: string, token: string, leaseSeconds: number): Promise<Lease | null> {
    const claimed = await tx.$executeRaw`
      UPDATE job SET lease_token = ${token}, lease_until = now() + make_interval(secs => ${leaseSeconds}), epoch = epoch + 1
      WHERE id = (SELECT id FROM job WHERE id = ${id} AND finished_at IS NULL
                  AND (lease_until IS NULL OR lease_until < now()) FOR UPDATE SKIP LOCKED)`;
    if (claimed !== 1) return null;
    const job = await tx.job.findUniqueOrThrow({ where: { id } });
    return { job, token, attempt: await this.liveAttempt(tx, id) };
  }

  /** Keeps the lease during a slow act; false when it is lost and the act must be dropped. */
  async renew(tx: Tx, id: string, token: string, leaseSeconds: number): Promise<boolean> {
    const count = await tx.$executeRaw`
      UPDATE job SET lease_until = now() + make_interval(secs => ${leaseSeconds})
      WHERE id = ${id} AND lease_token = ${token}`;
    return count === 1;
  }

  /** Applies a step and gives the lease back; 'stale': another worker owns the job, drop the result. */
  async applyIfLeased(
    tx: Tx,
    lease: Lease,
    data: Prisma.JobUncheckedUpdateManyInput,
  ): Promise<'applied' | 'stale'> {
    const { count } = await tx.job.updateMany({
      where: { id: lease.job.id, leaseToken: lease.token, state: lease.job.state },
      data: { ...data, leaseToken: null, leaseUntil: null },
    });
    return count === 1 ? 'applied' : 'stale';
  }

  /** Like applyIfLeased, the lease kept: for facts learned while the step goes on. */
  async noteIfLeased(
    tx: Tx,
    lease: Lease,
    data: Prisma.JobUncheckedUpdateManyInput,
  ): Promise<'applied' | 'stale'> {
    const { count } = await tx.job.updateMany({
      where: { id: lease.job.id, leaseToken: lease.token, state: lease.job.state },
      data,
    });
    return count === 1 ? 'applied' : 'stale';
  }

  /** A person's wish, without a lease: the next step reads it. Who wished to cancel is not overruled. */
  async desire(tx: Tx, id: string, desired: 'run' | 'cancel' | 'pause', from: JobState[]): Promise<boolean> {
    const { count } = await tx.job.updateMany({
      where: { id, state: { in: from }, ...(desired === 'cancel' ? {} : { desired: { not: 'cancel' } }) },
      data: { desired, nextStepAt: new Date(0) },
    });
    return count === 1;
  }

  /** Final at once for a job of which nothing was started; fenced by the absence of a live lease. */
  async cancelIfIdle(tx: Tx, id: string, from: JobState[], now: Date): Promise<boolean> {
    const count = await tx.$executeRaw`
      UPDATE job SET state = 'cancelled', finished_at = ${now}, next_step_at = NULL, desired = 'cancel'
      WHERE id = ${id} AND state::text IN (${Prisma.join(from)}) AND (lease_until IS NULL OR lease_until < now())`;
    return count === 1;
  }

  /** Of an end that is wished for: kept until then. */
  async noteEvidence(tx: Tx, id: string, evidence: { by: string }): Promise<void> {
    await tx.job.update({ where: { id }, data: { failureEvidence: evidence } });
  }

  /** Held to the end of the transaction: the project's audit chain, if it is wanted too, is taken behind it. */
  async hold(tx: Tx, id: string): Promise<void> {
    await tx.$executeRaw`SELECT 1 FROM job WHERE id = ${id} FOR UPDATE`;
  }

  /** Paused at once, or queued again at once or waiting for a place, where no worker holds the job. */
  async rest(tx: Tx, id: string, to: 'paused' | 'queued' | 'waiting'): Promise<boolean> {
    const from = to === 'paused' ? 'queued' : 'paused';
    const count = await tx.$executeRaw`
      UPDATE job SET state = ${to}::"JobState", desired = ${to === 'paused' ? 'pause' : 'run'}, next_step_at = now(),
        waits_for_quota = ${to === 'waiting'}
      WHERE id = ${id} AND state = ${from}::"JobState" AND desired <> 'cancel'
        AND (lease_until IS NULL OR lease_until < now())`;
    return count === 1;
  }

  async due(tx: Tx, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM job WHERE next_step_at <= now() AND finished_at IS NULL
        AND (lease_until IS NULL OR lease_until < now()) ORDER BY next_step_at LIMIT ${limit}`;
    return rows.map((row) => row.id);
  }

  /** Imports that have ended without a model, and whose base model still waits for them. */
  async importsInVain(tx: Tx, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT j.id FROM base_model b JOIN job j ON j.id = b.import_job_id
      WHERE b.state = 'importing' AND j.state IN ('failed', 'cancelled') LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  dependents(tx: Tx, id: string): Promise<{ id: string }[]> {
    return tx.job.findMany({ where: { needs: { has: id }, state: 'waiting' }, select: { id: true } });
  }

  /** A job that is not final and was given the file, or a dataset version of it. */
  async liveWithData(tx: Tx, projectId: string, of: { fileId: string; datasetVersionIds: string[] }) {
    const { fileId, datasetVersionIds: versions } = of;
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM job WHERE project_id = ${projectId} AND finished_at IS NULL
        AND (spec->>'dataset_version' = ANY(${versions}) OR spec#>>'{lm_eval,fewshot_config,dataset_version}' = ANY(${versions})
          OR ${fileId} IN (spec#>>'{openai,training_file}', spec#>>'{openai,validation_file}'))
      LIMIT 1`;
    return rows[0]?.id ?? null;
  }

  async countLive(tx: Tx, pipelineId: string): Promise<number> {
    return tx.job.count({ where: { pipelineId, state: { notIn: FINAL } } });
  }

  insertPipeline(tx: Tx, data: Prisma.PipelineUncheckedCreateInput): Promise<PipelineRow> {
    return tx.pipeline.create({ data });
  }

  findPipeline(tx: Tx, id: string): Promise<PipelineRow | null> {
    return tx.pipeline.findUnique({ where: { id } });
  }

  findPipelines(tx: Tx, ids: string[]): Promise<PipelineRow[]> {
    return tx.pipeline.findMany({ where: { id: { in: ids } } });
  }

  async listPipelines(tx: Tx, where: Prisma.PipelineWhereInput, page: PageQuery): Promise<PipelineRow[]> {
    const { within, orderBy, take, arrange } = await pageArgs(tx, page, {
      table: 'pipeline',
      prefix: 'pipe_',
    });
    return arrange(await tx.pipeline.findMany({ where: { ...where, ...within }, orderBy, take }));
  }

  async pipelineDue(tx: Tx, id: string): Promise<void> {
    await tx.pipeline.updateMany({ where: { id, state: 'running' }, data: { nextStepAt: new Date() } });
  }

  async setFineTunedModel(tx: Tx, id: string, fineTunedModel: string): Promise<void> {
    await tx.job.update({ where: { id }, data: { fineTunedModel } });
  }

  // Attempts and slots

  liveAttempt(tx: Tx, jobId: string): Promise<AttemptRow | null> {
    return tx.attempt.findFirst({ where: { jobId, live: true } });
  }

  attempts(tx: Tx, jobId: string): Promise<AttemptRow[]> {
    return tx.attempt.findMany({ where: { jobId }, orderBy: { number: 'asc' } });
  }

  attemptsOfJobs(tx: Tx, jobIds: string[]): Promise<AttemptRow[]> {
    return tx.attempt.findMany({ where: { jobId: { in: jobIds } }, orderBy: { number: 'asc' } });
  }

  /** Attempts that a person ended: they are no failures. */
  countPaused(tx: Tx, jobId: string): Promise<number> {
    return tx.attempt.count({ where: { jobId, reason: PAUSED } });
  }

  attemptsNamed(tx: Tx, names: string[]) {
    return tx.attempt.findMany({
      where: { name: { in: names } },
      include: { job: { select: { state: true } } },
    });
  }

  insertAttempt(tx: Tx, data: Prisma.AttemptUncheckedCreateInput): Promise<AttemptRow> {
    return tx.attempt.create({ data });
  }

  async noteAttempt(tx: Tx, id: string, data: Prisma.AttemptUncheckedUpdateInput): Promise<void> {
    await tx.attempt.update({ where: { id }, data });
  }

  async setUsage(tx: Tx, jobId: string, usage: object): Promise<void> {
    await tx.job.update({ where: { id: jobId }, data: { usage } });
  }

  /** CPUs that a slot of the target stands for; 1 where no worker has told of it. */
  async cpusPerSlot(tx: Tx, target: string): Promise<number> {
    const machine = await tx.computeTarget.findUnique({ where: { target } });
    return machine ? Math.max(1, Math.floor(machine.cpus / Math.max(1, machine.slots))) : 1;
  }

  /** Ends an attempt and frees its slots, in the transaction that moves the job. */
  async endAttempt(tx: Tx, id: string, data: Prisma.AttemptUncheckedUpdateInput): Promise<void> {
    await tx.attempt.update({ where: { id }, data: { ...data, live: false } });
    await tx.computeSlot.updateMany({ where: { attemptId: id }, data: { attemptId: null } });
  }

  /**
   * Takes `count` free slots for the attempt, or none: a job submitted earlier for the same target goes first. So does one whose last
   * need has just ended, or the next job of a pipeline would wait for all that was submitted after it; for a minute, so that one that
   * gets no further holds nobody up.
   */
  async takeSlots(tx: Tx, job: JobRow, attemptId: string, count: number): Promise<string[]> {
    const [older] = await tx.$queryRaw<{ there: boolean }[]>`
      SELECT EXISTS (SELECT 1 FROM job WHERE state = 'queued' AND target = ${job.target} AND id < ${job.id}
          AND next_step_at <= now())
        OR EXISTS (SELECT 1 FROM job j WHERE j.state = 'waiting' AND j.next_step_at IS NOT NULL AND j.target = ${job.target} AND j.id < ${job.id}
          AND NOT j.waits_for_quota AND j.desired = 'run'
          AND EXISTS (SELECT 1 FROM job n WHERE n.id = ANY(j.needs) AND n.finished_at > now() - interval '1 minute')
          AND NOT EXISTS (SELECT 1 FROM job n WHERE n.id = ANY(j.needs) AND n.state <> 'succeeded')) AS there`;
    const free = await tx.$queryRaw<{ slot: string }[]>`
      SELECT slot FROM compute_slot WHERE target = ${job.target} AND attempt_id IS NULL
      ORDER BY slot LIMIT ${older?.there ? count + 1 : count} FOR UPDATE SKIP LOCKED`;
    if (free.length < (older?.there ? count + 1 : count)) return [];
    const slots = free.slice(0, count).map((row) => row.slot);
    await tx.computeSlot.updateMany({
      where: { target: job.target, slot: { in: slots } },
      data: { attemptId },
    });
    return slots;
  }

  slotsOf(tx: Tx, attemptId: string): Promise<{ slot: string }[]> {
    return tx.computeSlot.findMany({
      where: { attemptId },
      select: { slot: true },
      orderBy: { slot: 'asc' },
    });
  }

  /** Makes the slots of a target what the machine has now; a slot in use goes when its attempt has ended. */
  async syncSlots(tx: Tx, target: string, slots: string[]): Promise<void> {
    await tx.computeSlot.createMany({ data: slots.map((slot) => ({ target, slot })), skipDuplicates: true });
    await tx.computeSlot.deleteMany({ where: { target, slot: { notIn: slots }, attemptId: null } });
  }

  async noteEnvironment(tx: Tx, target: string, environment: object | null): Promise<void> {
    const data = { environment: environment ?? Prisma.DbNull };
    await tx.computeTarget.updateMany({ where: { target }, data });
  }

  findTarget(tx: Tx, target: string): Promise<MachineRow | null> {
    return tx.computeTarget.findUnique({ where: { target } });
  }

  async noteTarget(
    tx: Tx,
    target: string,
    machine: Omit<MachineRow, 'target' | 'seenAt' | 'environment'>,
  ): Promise<void> {
    const data = { ...machine, seenAt: new Date() };
    await tx.computeTarget.upsert({ where: { target }, create: { target, ...data }, update: data });
  }

  /** The longest-queued jobs of a target: they are rung when a slot is freed. */
  async nextQueued(tx: Tx, target: string, take: number): Promise<string[]> {
    const rows = await tx.job.findMany({
      where: { state: 'queued', target },
      orderBy: { id: 'asc' },
      take,
      select: { id: true },
    });
    return rows.map((row) => row.id);
  }
}

export type { JobKind };
