import { Injectable } from '@nestjs/common';
import { newId } from '#kernel/ids.js';
import { Prisma, type Tx } from '#platform/db.js';
import { JobSamplesRepository } from './job-samples.repository.js';
import { spanAt, type SystemPoint } from './system-use.js';

export type JobEventRow = Prisma.JobEventGetPayload<object>;
export type CheckpointRow = Prisma.CheckpointGetPayload<object>;

export interface NewJobEvent {
  level: 'info' | 'warn' | 'error';
  type: 'message' | 'metrics';
  message: string;
  data?: object;
}

export interface CurveAsk {
  key?: string;
  /** `system`: what its programs used, step by second; else what its recipe told. */
  of?: 'training' | 'system';
  from?: number;
  to?: number;
  points: number;
}

/** A span of steps: `step` and `at` of its last point, `value` its mean. */
export interface CurvePoint {
  key: string;
  step: number;
  value: number;
  min: number;
  max: number;
  count: number;
  at: Date;
}

interface Owner {
  id: string;
  projectId: string;
}

/** What happened in a job: events in order, metric points, checkpoints. */
@Injectable()
export class JobLogRepository {
  readonly samples = new JobSamplesRepository();

  /** Appends events under the job row's lock, so that `seq` has no gap and no repeat. */
  async append(tx: Tx, job: Owner, events: NewJobEvent[]): Promise<void> {
    if (events.length === 0) return;
    const { eventSeq } = await tx.job.update({
      where: { id: job.id },
      data: { eventSeq: { increment: events.length } },
      select: { eventSeq: true },
    });
    await tx.jobEvent.createMany({
      data: events.map((event, i) => ({
        ...event,
        id: newId('ftevent-'),
        projectId: job.projectId,
        jobId: job.id,
        seq: eventSeq - events.length + 1 + i,
      })),
    });
  }

  /** What an open stream of a job waits for: the mark differs once there is an event, a state, or a model to tell. */
  marks(tx: Tx, jobIds: string[]): Promise<{ id: string; mark: string }[]> {
    return tx.$queryRaw`
      SELECT j.id, concat_ws(' ', j.event_seq, j.state, j.fine_tuned_model IS NULL, p.state) AS mark
      FROM job j LEFT JOIN pipeline p ON p.id = j.pipeline_id WHERE j.id = ANY(${jobIds})`;
  }

  events(
    tx: Tx,
    jobId: string,
    afterSeq: number,
    take: number,
    order: 'asc' | 'desc',
  ): Promise<JobEventRow[]> {
    const seq = order === 'asc' ? { gt: afterSeq } : { lt: afterSeq };
    return tx.jobEvent.findMany({ where: { jobId, seq }, orderBy: { seq: order }, take });
  }

  findEvent(tx: Tx, jobId: string, id: string): Promise<JobEventRow | null> {
    return tx.jobEvent.findFirst({ where: { jobId, id } });
  }

  /** Points already there stay: a line read twice counts once. */
  async addMetrics(
    tx: Tx,
    job: Owner,
    points: { key: string; step: number; value: number; at: Date }[],
  ): Promise<void> {
    const data = points.map((point) => ({ ...point, jobId: job.id, projectId: job.projectId }));
    await tx.jobMetric.createMany({ data, skipDuplicates: true });
  }

  /** The last step that is told; a resumed attempt repeats those since its checkpoint. 0 for none. */
  async lastStep(tx: Tx, jobId: string): Promise<number> {
    const { _max } = await tx.jobMetric.aggregate({ where: { jobId }, _max: { step: true } });
    return _max.step ?? 0;
  }

  metrics(tx: Tx, jobId: string, key?: string) {
    return tx.jobMetric.findMany({ where: { jobId, key }, orderBy: [{ key: 'asc' }, { step: 'asc' }] });
  }

  /**
   * At most about `points` of each key between two steps: spans of equal length, each with its mean, extremes and number of points.
   * Where there are no more points than that, each is a span of its own.
   */
  curve(tx: Tx, jobId: string, { key, from, to, points, of }: CurveAsk): Promise<CurvePoint[]> {
    const table = of === 'system' ? Prisma.sql`job_system_metric` : Prisma.sql`job_metric`;
    const which = Prisma.sql`job_id = ${jobId} AND step BETWEEN ${from ?? -(2 ** 31)}::int AND ${to ?? 2 ** 31 - 1}::int`;
    const behind = (last: Prisma.Sql) =>
      Prisma.sql`(SELECT min(key) FROM ${table} WHERE job_id = ${jobId} AND key > ${last})`;
    // keys and spans by a few looks into the index, so that all points are read once
    return tx.$queryRaw`
      WITH RECURSIVE keys AS (
        SELECT ${key === undefined ? behind(Prisma.sql`''`) : Prisma.sql`${key}::text`} AS key
        UNION ALL SELECT ${behind(Prisma.sql`keys.key`)} FROM keys
        WHERE ${key === undefined} AND keys.key IS NOT NULL),
      span AS MATERIALIZED (
        SELECT key, lo, CASE WHEN few THEN 1 ELSE ceil((hi - lo + 1) / ${points}::float)::bigint END AS width
        FROM keys CROSS JOIN LATERAL (
          SELECT (SELECT min(step)::bigint FROM ${table} m WHERE m.key = keys.key AND ${which}) AS lo,
                 (SELECT max(step)::bigint FROM ${table} m WHERE m.key = keys.key AND ${which}) AS hi,
                 (SELECT step FROM ${table} m WHERE m.key = keys.key AND ${which}
                  ORDER BY step OFFSET ${points}::int LIMIT 1) IS NULL AS few) ends
        WHERE lo IS NOT NULL)
      SELECT key, max(step) AS step, avg(value) AS value, min(value) AS min, max(value) AS max,
             count(*)::int AS count, max(at) AS at
      FROM ${table} JOIN span USING (key) WHERE ${which}
      GROUP BY key, (step - lo) / width ORDER BY key, step`;
  }

  /** Points already there stay. Once the job has run for longer than its points can tell by so many seconds, fewer are kept. */
  async addSystemUse(tx: Tx, job: Owner, points: SystemPoint[]): Promise<void> {
    const newest = points.at(-1);
    if (!newest) return;
    const { _max } = await tx.jobSystemMetric.aggregate({
      where: { jobId: job.id, key: newest.key },
      _max: { step: true },
    });
    const data = points.map((point) => ({ ...point, jobId: job.id, projectId: job.projectId }));
    await tx.jobSystemMetric.createMany({ data, skipDuplicates: true });
    const span = spanAt(newest.step);
    if (span > spanAt(_max.step ?? 0))
      await tx.$executeRaw`DELETE FROM job_system_metric WHERE job_id = ${job.id} AND step % ${span} <> 0`;
  }

  /** Points behind a step, in the order of steps. */
  metricsBehind(tx: Tx, jobId: string, step: number, take: number) {
    return tx.jobMetric.findMany({ where: { jobId, step: { gt: step } }, orderBy: { step: 'asc' }, take });
  }

  async addCheckpoint(
    tx: Tx,
    job: Owner,
    checkpoint: { attemptId: string; step: number; path: string; metrics: object; artifactId?: string },
  ): Promise<void> {
    const { attemptId, path, metrics, artifactId } = checkpoint;
    await tx.checkpoint.upsert({
      where: { jobId_step: { jobId: job.id, step: checkpoint.step } },
      create: { ...checkpoint, id: newId('ftckpt_'), jobId: job.id, projectId: job.projectId },
      update: { attemptId, path, metrics, artifactId },
    });
  }

  checkpoints(tx: Tx, jobId: string): Promise<CheckpointRow[]> {
    return tx.checkpoint.findMany({ where: { jobId }, orderBy: { step: 'desc' } });
  }

  /** Those that are models: their adapters are kept. */
  keptCheckpoints(tx: Tx, jobIds: readonly string[]): Promise<CheckpointRow[]> {
    return tx.checkpoint.findMany({
      where: { jobId: { in: [...jobIds] }, artifactId: { not: null } },
      orderBy: [{ jobId: 'desc' }, { step: 'desc' }],
    });
  }

  /** When the retention policy deleted it; null where it did not. */
  async checkpointReleasedAt(tx: Tx, jobId: string, step: number): Promise<Date | null> {
    const row = await tx.checkpoint.findUnique({ where: { jobId_step: { jobId, step } } });
    return row?.releasedAt ?? null;
  }

  /** Says which pipeline makes it callable, in place of `expected`; false when another caller was faster. */
  async claimCheckpoint(tx: Tx, id: string, expected: string | null, pipelineId: string): Promise<boolean> {
    const where = { id, pipelineId: expected, artifactId: { not: null } };
    const { count } = await tx.checkpoint.updateMany({ where, data: { pipelineId } });
    return count === 1;
  }

  async forgetCheckpoint(tx: Tx, jobId: string, step: number): Promise<boolean> {
    const where = { jobId, step, artifactId: { not: null } };
    const { count } = await tx.checkpoint.updateMany({ where, data: { artifactId: null } });
    return count === 1;
  }
}
