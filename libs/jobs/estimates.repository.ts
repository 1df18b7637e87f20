import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform/db.js';
import type { JobRow } from './jobs.repository.js';

export interface Machine {
  cpus: number;
  memoryMb: number;
  gpus: number;
  gpuMemoryMb: number | null;
  slots: number;
}

/** What estimates are taken from: finished jobs, token reports, and what compute targets have. */
@Injectable()
export class EstimatesRepository {
  /** The newest succeeded jobs of a kind on a target over one base model; at most 20. */
  async history(tx: Tx, of: { kind: string; target: string; base: string }): Promise<JobRow[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM job WHERE kind = ${of.kind} AND target = ${of.target} AND state = 'succeeded'
        AND coalesce(spec->>'base_model', estimate->>'base_model') = ${of.base} ORDER BY id DESC LIMIT 20`;
    const ids = rows.map((row) => row.id);
    return tx.job.findMany({ where: { id: { in: ids } }, orderBy: { id: 'desc' } });
  }

  /** Finished token counts of a dataset version by a base model, newest first. */
  async counted(tx: Tx, of: { base: string; version: string }): Promise<JobRow[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM job WHERE kind = 'inspect' AND state = 'succeeded'
        AND spec->>'base_model' = ${of.base} AND spec->>'dataset_version' = ${of.version} ORDER BY id DESC LIMIT 5`;
    const ids = rows.map((row) => row.id);
    return tx.job.findMany({ where: { id: { in: ids } }, orderBy: { id: 'desc' } });
  }

  findTarget(tx: Tx, target: string): Promise<Machine | null> {
    return tx.computeTarget.findUnique({ where: { target } });
  }
}
