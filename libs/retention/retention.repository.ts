import { Injectable } from '@nestjs/common';
import { Prisma, type Tx } from '#platform/db.js';
import type { Amount, Policy } from './retention.js';

export interface RetentionRow {
  policy: Partial<Policy>;
  revision: number;
  updatedAt: Date | null;
  sweptAt: Date | null;
  lastSweep: Record<'checkpoints' | 'attempt_folders', Amount> | null;
}
const NONE: RetentionRow = { policy: {}, revision: 0, updatedAt: null, sweptAt: null, lastSweep: null };

export interface Releasable {
  id: string;
  jobId: string;
  step: number;
  artifactId: string;
  bytes: number;
}
export interface EndedJob {
  id: string;
  attempts: number[];
}

/** Like quotas, it reads the rows of those who need something wherever they lie: a copy of that knowledge would go stale. */
@Injectable()
export class RetentionRepository {
  async find(tx: Tx, projectId: string): Promise<RetentionRow> {
    return ((await tx.retention.findUnique({ where: { projectId } })) as RetentionRow | null) ?? NONE;
  }

  async set(
    tx: Tx,
    projectId: string,
    to: { policy: Partial<Policy>; revision: number; updatedAt: Date },
  ): Promise<void> {
    await tx.retention.upsert({ where: { projectId }, create: { projectId, ...to }, update: to });
  }

  async setSwept(tx: Tx, projectId: string, sweptAt: Date | null, lastSweep?: object): Promise<void> {
    const to = { sweptAt, ...(lastSweep ? { lastSweep } : {}) };
    await tx.retention.upsert({ where: { projectId }, create: { projectId, ...to }, update: to });
  }

  async due(tx: Tx, sweptBefore: Date, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT p.id FROM project p LEFT JOIN retention r ON r.project_id = p.id
      WHERE r.swept_at IS NULL OR r.swept_at < ${sweptBefore} ORDER BY p.id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  /**
   * Checkpoints of ended jobs beyond those that stay, that nothing was made of and nothing names: no artifact descends from them, no
   * version, deployment, evaluation or job has their id, none is being made callable and no recall holds them.
   */
  releasable(
    tx: Tx,
    projectId: string,
    of: { before: Date; last: number; best: number; id?: string; take: number },
  ): Promise<Releasable[]> {
    const one = of.id === undefined ? Prisma.empty : Prisma.sql`AND k.id = ${of.id}`;
    return tx.$queryRaw<Releasable[]>`
      SELECT k.id, k.job_id AS "jobId", k.step, k.artifact_id AS "artifactId", a.size_bytes::float8 AS bytes
      FROM (
        SELECT c.*, j.finished_at,
          row_number() OVER (PARTITION BY c.job_id ORDER BY c.step DESC) AS nth_last,
          row_number() OVER (PARTITION BY c.job_id ORDER BY
            coalesce(c.metrics->>'full_valid_loss', c.metrics->>'valid_loss')::float8 NULLS LAST, c.step DESC) AS nth_best
        FROM checkpoint c JOIN job j ON j.id = c.job_id
        WHERE c.project_id = ${projectId} AND c.artifact_id IS NOT NULL AND j.finished_at IS NOT NULL) k
      JOIN artifact a ON a.id = k.artifact_id AND a.released_at IS NULL
      LEFT JOIN pipeline p ON p.id = k.pipeline_id
      WHERE k.finished_at < ${of.before} AND k.nth_last > ${of.last} AND k.nth_best > ${of.best} ${one}
        AND (p.id IS NULL OR p.state <> 'running')
        AND NOT EXISTS (SELECT 1 FROM artifact_edge e WHERE e.parent_id = a.id)
        AND NOT EXISTS (SELECT 1 FROM dataset_version v WHERE v.parent_ids @> ARRAY[a.id])
        AND NOT EXISTS (SELECT 1 FROM model_version v WHERE v.project_id = a.project_id
          AND (strpos(v.artifacts::text, a.id) > 0 OR v.card_id = a.id OR (v.source_job_id = k.job_id AND v.step = k.step)))
        AND NOT EXISTS (SELECT 1 FROM deployment d WHERE d.artifact_id = a.id)
        AND NOT EXISTS (SELECT 1 FROM evaluation e WHERE a.id IN (e.subject_id, e.reference_id, e.answers_id))
        AND NOT EXISTS (SELECT 1 FROM job j WHERE j.project_id = a.project_id AND strpos(j.spec::text, a.id) > 0)
        AND NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.subject_id = a.id AND q.released_at IS NULL)
      ORDER BY k.id LIMIT ${of.take}`;
  }

  /** One at a time with whoever makes the checkpoint callable. */
  async lockCheckpoint(tx: Tx, id: string): Promise<void> {
    await tx.$executeRaw`SELECT 1 FROM checkpoint WHERE id = ${id} FOR UPDATE`;
  }

  async release(tx: Tx, { id, artifactId }: Releasable, at: Date): Promise<void> {
    await tx.artifact.update({ where: { id: artifactId }, data: { releasedAt: at } });
    await tx.checkpoint.update({ where: { id }, data: { artifactId: null, releasedAt: at } });
  }

  /** Jobs that have ended and whose folders are still there; `after` pages on. */
  endedJobs(
    tx: Tx,
    projectId: string,
    of: { before: Date; after: string; take: number },
  ): Promise<EndedJob[]> {
    return tx.$queryRaw<EndedJob[]>`
      SELECT j.id, array_agg(a.number ORDER BY a.number) AS attempts FROM job j JOIN attempt a ON a.job_id = j.id
      WHERE j.project_id = ${projectId} AND j.finished_at < ${of.before} AND j.folder_cleared_at IS NULL AND j.id > ${of.after}
      GROUP BY j.id HAVING NOT bool_or(a.live) ORDER BY j.id LIMIT ${of.take}`;
  }

  async setCleared(tx: Tx, jobId: string, at: Date): Promise<void> {
    await tx.job.update({ where: { id: jobId }, data: { folderClearedAt: at } });
  }

  /** Deleted files of the project, each content once, whose bytes are not known to be gone. */
  deletedFiles(tx: Tx, projectId: string): Promise<{ sha256: string; bytes: number }[]> {
    return tx.$queryRaw<{ sha256: string; bytes: number }[]>`
      SELECT DISTINCT f.sha256, f.size_bytes::float8 AS bytes FROM file f LEFT JOIN object_mark m ON m.sha256 = f.sha256
      WHERE f.project_id = ${projectId} AND f.deleted_at IS NOT NULL AND m.state IS DISTINCT FROM 'deleted'`;
  }
}
