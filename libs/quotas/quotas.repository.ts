import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform/db.js';
import { type Limits, type Resource, UNKNOWN_SECONDS, type Usage } from './quota.js';

export interface QuotaRow {
  limits: Partial<Limits>;
  exceededOn: Partial<Record<Resource, string>>;
  revision: number;
  updatedAt: Date | null;
}
const NONE: QuotaRow = { limits: {}, exceededOn: {}, revision: 0, updatedAt: null };

const whole = ({ used, reserved }: Usage): Usage => ({
  used: Math.ceil(used),
  reserved: Math.ceil(reserved),
});

/**
 * Usage is counted from the rows of those who use, wherever they lie: no counter can drift from them. The worker sees the rows of all
 * projects, so every statement names its own.
 */
@Injectable()
export class QuotasRepository {
  async find(tx: Tx, projectId: string): Promise<QuotaRow> {
    return ((await tx.quota.findUnique({ where: { projectId } })) as QuotaRow | null) ?? NONE;
  }

  async set(tx: Tx, projectId: string, to: Pick<QuotaRow, 'limits' | 'revision'> & { updatedAt: Date }) {
    await tx.quota.upsert({ where: { projectId }, create: { projectId, ...to }, update: to });
  }

  async setExceededOn(tx: Tx, projectId: string, exceededOn: QuotaRow['exceededOn']): Promise<void> {
    await tx.quota.upsert({
      where: { projectId },
      create: { projectId, exceededOn },
      update: { exceededOn },
    });
  }

  /** Attempts within the month, times their slots; and what unfinished jobs were expected to take and have not yet taken. */
  async compute(tx: Tx, projectId: string, { since, now }: { since: Date; now: Date }): Promise<Usage> {
    const [sums] = await tx.$queryRaw<Usage[]>`
      SELECT
        (SELECT coalesce(sum(j.slots_wanted * greatest(0,
             extract(epoch FROM coalesce(a.finished_at, ${now}) - greatest(a.started_at, ${since})))), 0)::float8
         FROM attempt a JOIN job j ON j.id = a.job_id
         WHERE a.project_id = ${projectId} AND a.started_at IS NOT NULL
           AND (a.finished_at IS NULL OR a.finished_at > ${since})) AS used,
        (SELECT coalesce(sum(greatest(0, ceil(j.slots_wanted *
             (coalesce((j.estimate->'seconds'->>'value')::float8, ${UNKNOWN_SECONDS}) - coalesce(ran.seconds, 0))))), 0)::float8
         FROM job j LEFT JOIN LATERAL (
           SELECT sum(extract(epoch FROM coalesce(a.finished_at, ${now}) - a.started_at)) AS seconds
           FROM attempt a WHERE a.job_id = j.id AND a.started_at IS NOT NULL) ran ON true
         WHERE j.project_id = ${projectId} AND j.finished_at IS NULL) AS reserved`;
    return whole(sums!);
  }

  /** Files and artifacts that are there, each for itself though equal content is kept once; and what uploads promise. */
  async storage(tx: Tx, projectId: string, now: Date): Promise<Usage> {
    const [sums] = await tx.$queryRaw<Usage[]>`
      SELECT
        ((SELECT coalesce(sum(size_bytes), 0) FROM file
          WHERE project_id = ${projectId} AND deleted_at IS NULL AND (expires_at IS NULL OR expires_at > ${now}))
         + (SELECT coalesce(sum(size_bytes), 0) FROM artifact WHERE project_id = ${projectId} AND released_at IS NULL))::float8 AS used,
        (SELECT coalesce(sum(size_bytes), 0) FROM upload
         WHERE project_id = ${projectId} AND state = 'pending' AND expires_at > ${now})::float8 AS reserved`;
    return whole(sums!);
  }

  /** Jobs that hold a place, running or queued, and those that wait for one; of those only such as are older than `than`. */
  async places(tx: Tx, projectId: string, than: string | null = null): Promise<Usage & { waiting: number }> {
    const [sums] = await tx.$queryRaw<(Usage & { waiting: number })[]>`
      SELECT
        count(*) FILTER (WHERE state IN ('launching', 'running', 'pausing', 'collecting', 'cancelling'))::int AS used,
        count(*) FILTER (WHERE state = 'queued')::int AS reserved,
        count(*) FILTER (WHERE state = 'waiting' AND waits_for_quota AND (${than}::text IS NULL OR id < ${than}))::int AS waiting
      FROM job WHERE project_id = ${projectId} AND finished_at IS NULL`;
    return sums!;
  }

  /** The jobs that have waited longest for a place. */
  async waiting(tx: Tx, projectId: string, take: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM job WHERE project_id = ${projectId} AND finished_at IS NULL AND state = 'waiting' AND waits_for_quota
      ORDER BY id LIMIT ${take}`;
    return rows.map((row) => row.id);
  }
}
