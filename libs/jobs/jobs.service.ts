import { randomInt } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { Clock } from '#kernel/clock.js';
import { type Ctx } from '#kernel/context.js';
import { AppError, conflict, invalid, notFound } from '#kernel/errors.js';
import { idBody, isId, newId } from '#kernel/ids.js';
import { pageOf, type PageQuery } from '#kernel/page.js';
import { AuditService } from '#audit/audit.service.js';
import { anyOf } from '#platform/cursor.js';
import { Db, Prisma, type Tx } from '#platform/db.js';
import { failpoint } from '#platform/failpoints.js';
import { ring } from '#platform/outbox.js';
import { CLOCK } from '#platform/tokens.js';
import { expectedSeconds, UNKNOWN_BYTES } from '#quotas/quota.js';
import { QuotasService } from '#quotas/quotas.service.js';
import { cancelled, type JobState, JOB_STATES, isFinal } from './job.js';
import { type CurveAsk, JobLogRepository, type NewJobEvent } from './job-log.repository.js';
import { type JobRow, JobsRepository, type PipelineRow } from './jobs.repository.js';
import type { PipelineState } from './pipelines.contract.js';
import type { PlannedJob } from './planned-job.js';
import { attemptView, eventView, jobView, pipelineView } from './jobs.view.js';

const POINTS = 5000;

/** What a job says that may not be queued yet. */
export const NO_PLACE = "The project's quota of concurrent jobs is taken; the job waits for a place.";
/** Of a job of one process. */
const SLOTS = 1;

/** The `job` and `pipeline` use cases: write, cancel, read. What moves a job on is jobs.processor.ts. */
@Injectable()
export class JobsService {
  constructor(
    private readonly db: Db,
    private readonly rows: JobsRepository,
    private readonly log: JobLogRepository,
    private readonly quotas: QuotasService,
    private readonly audit: AuditService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A transaction that inserts jobs: the first refusal by quota of a day goes on record. */
  creating<T>(ctx: Ctx, work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.quotas.tx(ctx, work);
  }

  /** What the quota would say to all of these together; null where they may be inserted. */
  refusalOf(ctx: Ctx, planned: readonly PlannedJob[]): Promise<AppError | null> {
    const amounts = planned.map(amountsOf);
    const compute_seconds = amounts.reduce((sum, one) => sum + one.compute_seconds, 0);
    return this.db.tx(ctx, (tx) =>
      this.quotas.refusalOf(tx, ctx.projectId, { compute_seconds, storage_bytes: UNKNOWN_BYTES }),
    );
  }

  /** One transaction for the pipeline, all its jobs and what belongs to them. */
  insertPipeline(
    ctx: Ctx,
    plan: { planned: PlannedJob[]; publish: object | null; name: string | null },
    alongside: (tx: Tx) => Promise<void> = () => Promise.resolve(),
  ) {
    return this.creating(ctx, async (tx) => {
      const made = await this.addPipeline(tx, ctx, plan);
      await alongside(tx);
      return made;
    });
  }

  /** The same in a transaction of the caller. */
  async addPipeline(
    tx: Tx,
    ctx: Ctx,
    { planned, publish, name }: { planned: PlannedJob[]; publish: object | null; name: string | null },
  ) {
    const pipeline = await this.rows.insertPipeline(tx, {
      id: newId('pipe_'),
      projectId: ctx.projectId,
      name,
      publish: publish ?? undefined,
    });
    const jobs: JobRow[] = [];
    for (const job of planned) jobs.push(await this.insert(tx, ctx, job, pipeline.id));
    return { pipeline, jobs };
  }

  /**
   * For planners of other doors (import, the OpenAI door): writes what they planned, in their transaction. Throws limited
   * `insufficient_quota` where what it is expected to take is not left.
   */
  async insert(tx: Tx, ctx: Ctx, planned: PlannedJob, pipelineId: string | null = null): Promise<JobRow> {
    await this.quotas.admit(tx, ctx.projectId, amountsOf(planned));
    return this.insertUnmetered(tx, ctx, planned, pipelineId);
  }

  /** The same for a job that will run nothing. */
  async insertUnmetered(
    tx: Tx,
    ctx: Ctx,
    planned: PlannedJob,
    pipelineId: string | null = null,
  ): Promise<JobRow> {
    const row = await this.rows.insertJob(tx, {
      id: planned.id,
      projectId: ctx.projectId,
      pipelineId,
      kind: planned.spec.kind,
      state: 'validating',
      spec: planned.spec as unknown as object,
      needs: planned.needs,
      slotsWanted: planned.slots ?? SLOTS,
      target: planned.target,
      seed: planned.seed ?? randomInt(0, 2_147_483_648),
      reuse: planned.reuse ?? null,
      reproduces: planned.reproduces ?? null,
      suffix: planned.suffix ?? null,
      metadata: planned.metadata ?? undefined,
      decisionId: planned.decisionId ?? null,
      estimate: planned.estimate ?? undefined,
      requestId: ctx.requestId,
      createdBy: ctx.actor,
      createdAt: this.clock.now(),
    });
    const opening: NewJobEvent[] = [
      { level: 'info', type: 'message', message: openingLine(row) },
      ...planned.warnings,
    ];
    await this.log.append(tx, row, opening);
    await this.audit.append(tx, ctx, {
      action: 'job.submitted',
      targetType: 'job',
      targetId: row.id,
      facts: { kind: row.kind, needs: row.needs, decision: row.decisionId, metadata: row.metadata },
    });
    await ring(tx, 'job', row.id);
    failpoint('submit.in_tx');
    return row;
  }

  async get(ctx: Ctx, id: string) {
    return jobView(await this.getJob(ctx, id));
  }

  /** The row; `ftjob-x` and `job_x` are one job. Throws not_found `job_not_found`. */
  async getJob(ctx: Ctx, id: string): Promise<JobRow> {
    const native = isId('ftjob-', id) ? `job_${idBody(id)}` : id;
    const row = await this.db.tx(ctx, (tx) => this.rows.findJob(tx, native));
    if (!row || row.projectId !== ctx.projectId)
      throw notFound('job_not_found', `No job '${id.slice(0, 80)}'.`);
    return row;
  }

  async list(ctx: Ctx, page: PageQuery, filter: JobFilter) {
    return pageOf(await this.listRows(ctx, filter, page), page.limit, jobView);
  }

  /** Up to limit + 1 rows. `metadata`: pairs that must be there; null: jobs without any. */
  listRows(ctx: Ctx, filter: JobFilter, page: PageQuery): Promise<JobRow[]> {
    const { state, kind, pipeline, metadata } = filter;
    const pairs = Object.entries(metadata ?? {}).map(([key, equals]) => ({
      metadata: { path: [key], equals },
    }));
    const where = {
      projectId: ctx.projectId,
      stateName: anyOf(state),
      kind: anyOf(kind),
      pipelineId: anyOf(pipeline),
      ...(metadata === null ? { metadata: { equals: Prisma.DbNull } } : { AND: pairs }),
    };
    return this.db.tx(ctx, (tx) => this.rows.listJobs(tx, where, page));
  }

  /** Cancel is a wish: a job of which nothing runs ends at once, another is stopped by its worker. Repeating it is fine. */
  async cancel(ctx: Ctx, id: string): Promise<JobRow> {
    const job = await this.getJob(ctx, id);
    if (job.state === 'cancelled' || job.state === 'cancelling' || job.desired === 'cancel') return job;
    if (isFinal(job.state)) {
      throw invalid('job_already_finished', `Job ${job.id} is ${job.state} and cannot be cancelled.`);
    }
    return this.db.tx(ctx, (tx) => this.cancelIn(tx, ctx, job));
  }

  /** The same for a live job, in the caller's transaction. Throws conflict `resource_in_use` for one that ends meanwhile. */
  async cancelIn(tx: Tx, ctx: Ctx, job: JobRow): Promise<JobRow> {
    const idle = JOB_STATES.filter((state) => cancelled(state) === 'cancelled');
    const busy = JOB_STATES.filter((state) => cancelled(state) === 'cancelling');
    const now = this.clock.now();
    const ended = await this.rows.cancelIfIdle(tx, job.id, idle, now);
    if (!ended && !(await this.rows.desire(tx, job.id, 'cancel', [...idle, ...busy]))) {
      throw conflict('resource_in_use', `Job ${job.id} is just ending; look at it again.`);
    }
    await this.rows.noteEvidence(tx, job.id, { by: ctx.actor });
    failpoint('cancel.desired');
    const message = ended ? 'Job cancelled' : 'Cancelling the job';
    await this.log.append(tx, job, [{ level: 'info', type: 'message', message }]);
    if (ended) await this.afterFinal(tx, ctx, { ...job, state: 'cancelled' });
    else {
      const asked = { action: 'job.cancel_requested', targetType: 'job', targetId: job.id };
      await this.audit.append(tx, ctx, asked);
    }
    await ring(tx, 'job', job.id);
    return (await this.rows.findJob(tx, job.id))!;
  }

  /** What is written when a job has come to rest, by a person or by the worker that stopped its program. */
  async notePaused(tx: Tx, ctx: Ctx, job: Pick<JobRow, 'id' | 'projectId'>): Promise<void> {
    await this.audit.append(tx, ctx, { action: 'job.paused', targetType: 'job', targetId: job.id });
    await this.placeFreed(tx, job);
  }

  /** Whether the quota of its project lets the job be queued now. Its row is held first: see QuotasService.hasPlace. */
  hasPlace(tx: Tx, job: Pick<JobRow, 'id' | 'projectId'>): Promise<boolean> {
    return this.quotas.hasPlace(tx, job);
  }

  private placeFreed(tx: Tx, { projectId }: Pick<JobRow, 'projectId'>): Promise<void> {
    return this.quotas.ringWaiting(tx, projectId, 1);
  }

  /** Those of the jobs that are not final are cancelled, in the caller's transaction; answers how many are still live. */
  async cancelAllIn(tx: Tx, ctx: Ctx, ids: readonly string[]): Promise<number> {
    const live = (await this.rows.findJobs(tx, [...ids])).filter((job) => !isFinal(job.state));
    for (const job of live) {
      if (job.desired === 'cancel') continue;
      await this.cancelIn(tx, ctx, job).catch((error: unknown) => {
        // it is just ending; what it leaves is found by the next look
        if (!(error instanceof AppError) || error.code !== 'resource_in_use') throw error;
      });
    }
    return live.length;
  }

  /** What hangs on a job's end, in the transaction that ends it: its audit event, dependents, the pipeline, its evaluation. */
  async afterFinal(tx: Tx, ctx: Ctx, job: JobRow, reason: string | null = null): Promise<void> {
    await this.audit.append(tx, ctx, {
      action: `job.${job.state}`,
      targetType: 'job',
      targetId: job.id,
      facts: {
        ...{ kind: job.kind, pipeline: job.pipelineId, reason },
        ...(job.reusedFrom ? { reused_from: job.reusedFrom } : {}),
        fine_tuning_job: (await this.endsWithJob(tx, job)) ? openaiJobId(job.id) : null,
      },
    });
    for (const { id } of await this.rows.dependents(tx, job.id)) await ring(tx, 'job', id);
    await this.placeFreed(tx, job);
    if (job.kind === 'evaluate') await ring(tx, 'evaluation', job.id);
    if (job.kind === 'import' && job.state !== 'succeeded') await ring(tx, 'import.ended', job.id);
    if (job.pipelineId && (await this.rows.countLive(tx, job.pipelineId)) === 0) {
      await this.rows.pipelineDue(tx, job.pipelineId);
      await ring(tx, 'pipeline.finished', job.pipelineId);
    }
  }

  /** Whether OpenAI's job ends with this one; where a model is still to be published, it ends with the pipeline. */
  private async endsWithJob(tx: Tx, job: JobRow): Promise<boolean> {
    if (job.kind !== 'finetune') return false;
    const pipeline = job.pipelineId === null ? null : await this.rows.findPipeline(tx, job.pipelineId);
    return pipeline?.publish == null;
  }

  async getPipeline(ctx: Ctx, id: string): Promise<{ pipeline: PipelineRow; jobs: JobRow[] }> {
    const found = await this.db.tx(ctx, async (tx) => {
      const pipeline = await this.rows.findPipeline(tx, id);
      return pipeline && { pipeline, jobs: await this.rows.jobsOfPipeline(tx, id) };
    });
    if (!found) throw notFound('pipeline_not_found', `No pipeline '${id.slice(0, 80)}'.`);
    return found;
  }

  async pipeline(ctx: Ctx, id: string) {
    const { pipeline, jobs } = await this.getPipeline(ctx, id);
    return pipelineView(pipeline, jobs);
  }

  jobsOfPipeline(ctx: Ctx, id: string): Promise<JobRow[]> {
    return this.db.tx(ctx, (tx) => this.rows.jobsOfPipeline(tx, id));
  }

  async listPipelines(ctx: Ctx, { state, ...page }: PageQuery & { state?: PipelineState[] | undefined }) {
    const where = { projectId: ctx.projectId, state: anyOf(state) };
    const pipelines = await this.db.tx(ctx, (tx) => this.rows.listPipelines(tx, where, page));
    return pageOf(pipelines, page.limit, (row) => pipelineView(row));
  }

  async cancelPipeline(ctx: Ctx, id: string) {
    const { jobs } = await this.getPipeline(ctx, id);
    for (const job of jobs) if (!isFinal(job.state)) await this.cancel(ctx, job.id);
    return this.pipeline(ctx, id);
  }

  async attempts(ctx: Ctx, id: string) {
    const job = await this.getJob(ctx, id);
    const rows = await this.db.tx(ctx, (tx) => this.rows.attempts(tx, job.id));
    return pageOf(rows, rows.length, attemptView);
  }

  /** The newest attempt's row; null before the first. */
  async lastAttempt(ctx: Ctx, jobId: string) {
    const rows = await this.db.tx(ctx, (tx) => this.rows.attempts(tx, jobId));
    return rows.at(-1) ?? null;
  }

  async events(ctx: Ctx, id: string, query: { limit: number; after?: string; order: 'asc' | 'desc' }) {
    const job = await this.getJob(ctx, id);
    const rows = await this.db.tx(ctx, async (tx) => {
      const from = query.after === undefined ? null : await this.log.findEvent(tx, job.id, query.after);
      if (query.after !== undefined && !from) {
        throw invalid('invalid_value', `No event '${query.after.slice(0, 80)}' in this job.`, {
          param: 'after',
        });
      }
      const start = from?.seq ?? (query.order === 'asc' ? 0 : 2 ** 31 - 1);
      return this.log.events(tx, job.id, start, query.limit + 1, query.order);
    });
    return pageOf(rows, query.limit, eventView);
  }

  metrics(ctx: Ctx, jobId: string, key?: string) {
    return this.db.tx(ctx, (tx) => this.log.metrics(tx, jobId, key));
  }

  curve(ctx: Ctx, jobId: string, ask: CurveAsk) {
    return this.db.tx(ctx, (tx) => this.log.curve(tx, jobId, ask));
  }

  /** The next points behind a step; unless they are all, those of the last step among them may be some of its own. */
  async metricsBehind(ctx: Ctx, jobId: string, step: number) {
    const points = await this.db.tx(ctx, (tx) => this.log.metricsBehind(tx, jobId, step, POINTS));
    return { points, isAll: points.length < POINTS };
  }

  checkpoints(ctx: Ctx, jobId: string) {
    return this.db.tx(ctx, (tx) => this.log.checkpoints(tx, jobId));
  }

  /** The checkpoints of these jobs that are models, newest first. */
  keptCheckpoints(ctx: Ctx, jobIds: readonly string[]) {
    return this.db.tx(ctx, (tx) => this.log.keptCheckpoints(tx, jobIds));
  }

  /** When the retention policy deleted a checkpoint; null where it did not. */
  checkpointReleasedAt(ctx: Ctx, jobId: string, step: number): Promise<Date | null> {
    return this.db.tx(ctx, (tx) => this.log.checkpointReleasedAt(tx, jobId, step));
  }

  /** Begins what makes a checkpoint callable, once however many ask at the same time; null where another was faster. */
  async beginCheckpoint(
    ctx: Ctx,
    of: { id: string; pipelineId: string | null },
    plan: { planned: PlannedJob[]; publish: object; name: string },
  ): Promise<PipelineRow | null> {
    return this.creating(ctx, async (tx) => {
      const { pipeline } = await this.addPipeline(tx, ctx, plan);
      if (!(await this.log.claimCheckpoint(tx, of.id, of.pipelineId, pipeline.id))) throw new Taken();
      failpoint('checkpoint.claimed');
      return pipeline;
    }).catch((error: unknown) => {
      if (error instanceof Taken) return null;
      throw error;
    });
  }

  /** The checkpoint is no model any more; its artifact, like those of a deleted version, stays. */
  forgetCheckpoint(tx: Tx, jobId: string, step: number): Promise<boolean> {
    return this.log.forgetCheckpoint(tx, jobId, step);
  }

  appendEvent(tx: Tx, job: Pick<JobRow, 'id' | 'projectId'>, event: NewJobEvent): Promise<void> {
    return this.log.append(tx, job, [event]);
  }

  setFineTunedModel(tx: Tx, jobId: string, openaiId: string): Promise<void> {
    return this.rows.setFineTunedModel(tx, jobId, openaiId);
  }
}

/** What a planned job takes of its project's quota; every job leaves something to keep. */
const amountsOf = ({ estimate, slots }: Pick<PlannedJob, 'estimate' | 'slots'>) => ({
  compute_seconds: expectedSeconds(estimate, slots ?? SLOTS),
  storage_bytes: UNKNOWN_BYTES,
});

/** Rolls back what was begun for a checkpoint that another caller has begun. */
class Taken extends Error {}

export interface JobFilter {
  state?: readonly JobState[];
  kind?: readonly string[];
  pipeline?: readonly string[];
  metadata?: Record<string, string> | null;
}

/** The same job at OpenAI's door. */
export const openaiJobId = (id: string): string => `ftjob-${idBody(id)}`;

const openingLine = (job: JobRow): string =>
  job.kind === 'finetune'
    ? `Created fine-tuning job: ${openaiJobId(job.id)}`
    : `Created ${job.kind} job: ${job.id}`;
