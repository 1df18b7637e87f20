import { Injectable } from '@nestjs/common';
import type { Prisma, Tx } from '#platform/db.js';
import type { DeploymentRow } from './deployments.repository.js';

/** The newest decision on what a deployment serves, where it does not pass. */
export interface WorseVerdict {
  id: string;
  verdict: string;
}

/** Deadlines of what serves in spite of a worse verdict. The view license_worse says what is worse. */
@Injectable()
export class DeadlinesRepository {
  /**
   * Serving deployments of which the newest decision has become a no, or another no, or passes again; whose deadline has come; or
   * whose review was answered since the decision was last asked, by itself or by the answer to another.
   */
  async due(tx: Tx, now: Date, limit: number): Promise<string[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT d.id FROM deployment d
        LEFT JOIN license_worse w ON w.decision_id = d.decision_id
        LEFT JOIN review r ON r.id = d.drain_review_id
      WHERE d.desired = 'serving' AND CASE WHEN w.worse_id IS NULL THEN d.drain_at IS NOT NULL
        ELSE d.drain_decision_id IS DISTINCT FROM w.worse_id OR d.drain_at <= ${now}
          OR (r.state IN ('approved', 'waived') AND r.decided_at > d.drain_checked_at)
          OR (r.state = 'superseded' AND r.ended_at > d.drain_checked_at) END
      ORDER BY d.id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  }

  /** The serving row under a lock: of two workers the second sees what the first did. */
  async lockServing(tx: Tx, id: string): Promise<DeploymentRow | null> {
    await tx.$queryRaw`SELECT 1 FROM deployment WHERE id = ${id} FOR UPDATE`;
    return tx.deployment.findFirst({ where: { id, desired: 'serving' } });
  }

  async worseThan(tx: Tx, decisionId: string): Promise<WorseVerdict | null> {
    const [found] = await tx.$queryRaw<WorseVerdict[]>`
      SELECT worse_id AS id, verdict FROM license_worse WHERE decision_id = ${decisionId}`;
    return found ?? null;
  }

  async set(tx: Tx, id: string, data: Prisma.DeploymentUncheckedUpdateManyInput): Promise<void> {
    await tx.deployment.updateMany({ where: { id }, data });
  }
}
