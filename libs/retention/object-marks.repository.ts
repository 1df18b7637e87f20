import { Injectable } from '@nestjs/common';
import { Prisma, type Tx } from '#platform/db.js';
import type { StoredObject } from '#platform/object-store.port.js';
import type { Amount } from './retention.js';

/**
 * Those of these objects that a row needs, in any project: a file that is not deleted, or is held by a recall or shown as evidence; an
 * artifact that was not released; a split of a dataset version; a part of an upload. A hold keeps all that its project ever had.
 */
const needed = (sha256s: readonly string[]) => Prisma.sql`
  SELECT f.sha256 FROM file f WHERE f.sha256 = ANY(${sha256s}) AND (f.deleted_at IS NULL
    OR f.project_id IN (SELECT project_id FROM held)
    OR EXISTS (SELECT 1 FROM quarantine q WHERE q.subject_id = f.id AND q.released_at IS NULL)
    OR EXISTS (SELECT 1 FROM attestation t WHERE t.file_id = f.id))
  UNION ALL
  SELECT m->>'sha256' FROM artifact a, jsonb_array_elements(a.manifest) m
  WHERE (a.released_at IS NULL OR a.project_id IN (SELECT project_id FROM held)
    OR EXISTS (SELECT 1 FROM quarantine q WHERE q.subject_id = a.id AND q.released_at IS NULL))
    AND m->>'sha256' = ANY(${sha256s})
  UNION ALL
  SELECT s.value->>'sha256' FROM dataset_version v, jsonb_each(v.splits) s WHERE s.value->>'sha256' = ANY(${sha256s})
  UNION ALL
  SELECT u.sha256 FROM upload_part u WHERE u.sha256 = ANY(${sha256s})`;
const held = Prisma.sql`held AS (SELECT project_id FROM retention WHERE policy->>'hold' IS NOT NULL)`;

/** The marks of objects that may go. They belong to no project: equal content of two is one object. */
@Injectable()
export class ObjectMarksRepository {
  /** Of these, what no row needs. The context must see all projects. */
  async unneeded(tx: Tx, sha256s: readonly string[]): Promise<string[]> {
    const rows = await tx.$queryRaw<{ sha256: string }[]>`
      WITH ${held}, kept AS (${needed(sha256s)})
      SELECT s AS sha256 FROM unnest(${sha256s}::text[]) s WHERE NOT EXISTS (SELECT 1 FROM kept WHERE kept.sha256 = s)`;
    return rows.map(({ sha256 }) => sha256);
  }

  /** A mark that is there keeps its time; one that says `deleted` of what is there again begins anew. */
  async condemn(tx: Tx, objects: readonly StoredObject[], at: Date): Promise<number> {
    if (objects.length === 0) return 0;
    const sha256s = objects.map(({ sha256 }) => sha256);
    await tx.objectMark.deleteMany({ where: { sha256: { in: sha256s }, state: 'deleted' } });
    const data = objects.map(({ sha256, sizeBytes }) => ({
      ...{ sha256, sizeBytes: BigInt(sizeBytes), markedAt: at, changedAt: at },
    }));
    return (await tx.objectMark.createMany({ data, skipDuplicates: true })).count;
  }

  /** Takes the marks of what is needed again away. */
  async absolve(tx: Tx, sha256s: readonly string[]): Promise<void> {
    await tx.objectMark.deleteMany({ where: { sha256: { in: [...sha256s] }, state: 'condemned' } });
  }

  async condemned(tx: Tx, before: Date, take: number): Promise<string[]> {
    const where = { state: 'condemned', markedAt: { lt: before } };
    const rows = await tx.objectMark.findMany({ where, take, orderBy: { markedAt: 'asc' } });
    return rows.map(({ sha256 }) => sha256);
  }

  /** From now on a put of the same bytes is refused; null when a put was faster, or a row needs it again. */
  async beginDelete(tx: Tx, sha256: string, before: Date, at: Date): Promise<StoredObject | null> {
    const rows = await tx.$queryRaw<StoredObject[]>`
      WITH ${held} UPDATE object_mark m SET state = 'deleting', changed_at = ${at}
      WHERE m.sha256 = ${sha256} AND m.state = 'condemned' AND m.marked_at < ${before}
        AND m.sha256 NOT IN (${needed([sha256])})
      RETURNING m.sha256, m.size_bytes::float8 AS "sizeBytes"`;
    return rows[0] ?? null;
  }

  /** Deletions whose worker has ended before their end. */
  async halfDeleted(tx: Tx, before: Date): Promise<StoredObject[]> {
    const rows = await tx.objectMark.findMany({ where: { state: 'deleting', changedAt: { lt: before } } });
    return rows.map(({ sha256, sizeBytes }) => ({ sha256, sizeBytes: Number(sizeBytes) }));
  }

  async endDelete(tx: Tx, sha256: string, at: Date): Promise<void> {
    const data = { state: 'deleted', changedAt: at };
    await tx.objectMark.updateMany({ where: { sha256, state: 'deleting' }, data });
  }

  /** What waits for its grace to end. */
  async waiting(tx: Tx): Promise<Amount> {
    const [sum] = await tx.$queryRaw<Amount[]>`
      SELECT count(*)::int AS count, coalesce(sum(size_bytes), 0)::float8 AS bytes FROM object_mark WHERE state <> 'deleted'`;
    return sum!;
  }
}
