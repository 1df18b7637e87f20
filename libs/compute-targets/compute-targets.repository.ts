import { Injectable } from '@nestjs/common';
import { Prisma, type Tx } from '#platform/db.js';
import type { CheckStep } from './check-steps.js';
import type { Abilities } from './compute-target.js';

export type CheckRow = Omit<Prisma.ComputeTargetCheckGetPayload<object>, 'steps'> & { steps: CheckStep[] };

/** A target as its worker saw it last; what it has is null before it has answered once. */
export interface TargetRow {
  target: string;
  lookedAt: Date;
  fault: string | null;
  abilities: Abilities | null;
  diskFreeBytes: bigint | null;
  diskTotalBytes: bigint | null;
  cpus: number | null;
  memoryMb: number | null;
  gpus: number | null;
  gpuMemoryMb: number | null;
  environment: { sha256: string; image: string | null } | null;
  seenAt: Date | null;
  slots: number;
  taken: number;
  queued: number;
  oldestQueuedAt: Date | null;
}

/** The right to write a check until the lease ends. */
export interface CheckLease {
  target: string;
  token: string;
  row: CheckRow;
}

/** What the worker has noted, and the rows of jobs counted over all projects: the context must see them all. */
@Injectable()
export class ComputeTargetsRepository {
  targets(tx: Tx, name?: string): Promise<TargetRow[]> {
    return tx.$queryRaw<TargetRow[]>`
      SELECT l.target, l.looked_at AS "lookedAt", l.fault, l.abilities, l.disk_free_bytes AS "diskFreeBytes",
        l.disk_total_bytes AS "diskTotalBytes", t.cpus, t.memory_mb AS "memoryMb", t.gpus, t.gpu_memory_mb AS "gpuMemoryMb",
        t.environment, t.seen_at AS "seenAt",
        (SELECT count(*)::int FROM compute_slot s WHERE s.target = l.target) AS slots,
        (SELECT count(*)::int FROM compute_slot s WHERE s.target = l.target AND s.attempt_id IS NOT NULL) AS taken,
        (SELECT count(*)::int FROM job j WHERE j.target = l.target AND j.state = 'queued') AS queued,
        (SELECT min(j.queued_at) FROM job j WHERE j.target = l.target AND j.state = 'queued') AS "oldestQueuedAt"
      FROM compute_target_look l LEFT JOIN compute_target t ON t.target = l.target
      ${name === undefined ? Prisma.empty : Prisma.sql`WHERE l.target = ${name}`} ORDER BY l.target`;
  }

  async noteLook(tx: Tx, target: string, look: Prisma.ComputeTargetLookUncheckedUpdateInput): Promise<void> {
    const create = { ...look, target } as Prisma.ComputeTargetLookUncheckedCreateInput;
    await tx.computeTargetLook.upsert({ where: { target }, create, update: look });
  }

  async checks(tx: Tx, targets: readonly string[]): Promise<CheckRow[]> {
    const where = { target: { in: [...targets] } };
    return (await tx.computeTargetCheck.findMany({ where })) as unknown as CheckRow[];
  }

  /** A new check in place of one that was answered; false where one is still owed. */
  async ask(tx: Tx, target: string, id: string, askedAt: Date): Promise<boolean> {
    const count = await tx.$executeRaw`
      INSERT INTO compute_target_check (target, id, asked_at) VALUES (${target}, ${id}, ${askedAt})
      ON CONFLICT (target) DO UPDATE SET id = ${id}, asked_at = ${askedAt}, answered_at = NULL, passed = NULL,
        steps = '[]', tries = 0, lease_token = NULL, lease_until = NULL
      WHERE compute_target_check.answered_at IS NOT NULL`;
    return count === 1;
  }

  async due(tx: Tx, targets: readonly string[]): Promise<string[]> {
    const rows = await tx.$queryRaw<{ target: string }[]>`
      SELECT target FROM compute_target_check WHERE answered_at IS NULL AND target = ANY(${[...targets]})
        AND (lease_until IS NULL OR lease_until < now())`;
    return rows.map(({ target }) => target);
  }

  async claim(tx: Tx, target: string, token: string, leaseSeconds: number): Promise<CheckLease | null> {
    const claimed = await tx.$executeRaw`
      UPDATE compute_target_check SET lease_token = ${token}, tries = tries + 1,
        lease_until = now() + make_interval(secs => ${leaseSeconds})
      WHERE target = ${target} AND answered_at IS NULL AND (lease_until IS NULL OR lease_until < now())`;
    if (claimed !== 1) return null;
    const [row] = await this.checks(tx, [target]);
    return { target, token, row: row! };
  }

  /** False when the lease is lost and the test must be dropped. */
  async renew(tx: Tx, { target, token }: CheckLease, leaseSeconds: number): Promise<boolean> {
    const count = await tx.$executeRaw`
      UPDATE compute_target_check SET lease_until = now() + make_interval(secs => ${leaseSeconds})
      WHERE target = ${target} AND lease_token = ${token}`;
    return count === 1;
  }

  async noteIfLeased(tx: Tx, { target, token }: CheckLease, steps: CheckStep[]): Promise<boolean> {
    const data = { steps: steps as object[] };
    const { count } = await tx.computeTargetCheck.updateMany({ where: { target, leaseToken: token }, data });
    return count === 1;
  }

  async answerIfLeased(
    tx: Tx,
    { target, token }: CheckLease,
    { steps, ...answer }: { steps: CheckStep[]; passed: boolean; answeredAt: Date },
  ): Promise<boolean> {
    const data = { ...answer, steps: steps as object[], leaseToken: null, leaseUntil: null };
    const { count } = await tx.computeTargetCheck.updateMany({ where: { target, leaseToken: token }, data });
    return count === 1;
  }
}
