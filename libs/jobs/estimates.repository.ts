import { Injectable } from '@nestjs/common';
import type { Tx } from '#platform/db.js';
import type { Finished } from './calibration.js';
import type { Estimate } from './estimate.contract.js';
import type { Past } from './outcome.js';

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
  async history(tx: Tx, of: { kind: string; target: string; base: string }): Promise<Past[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM job WHERE kind = ${of.kind} AND target = ${of.target} AND state = 'succeeded' AND reused_from IS NULL
        AND coalesce(spec->>'base_model', estimate->>'base_model') = ${of.base} ORDER BY id DESC LIMIT 20`;
    const ids = rows.map((row) => row.id);
    return this.finished(tx, ids);
  }

  /** Finished token counts of a dataset version by a base model, newest first. */
  async counted(tx: Tx, of: { base: string; version: string }): Promise<Past[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT id FROM job WHERE kind = 'inspect' AND state = 'succeeded'
        AND spec->>'base_model' = ${of.base} AND spec->>'dataset_version' = ${of.version} ORDER BY id DESC LIMIT 5`;
    const ids = rows.map((row) => row.id);
    return this.finished(tx, ids);
  }

  /** The newest succeeded jobs of a kind on a target over base models of one architecture; at most 50. */
  async family(tx: Tx, of: { kind: string; target: string; architecture: string }): Promise<Past[]> {
    const rows = await tx.$queryRaw<{ id: string }[]>`
      SELECT job.id FROM job JOIN base_model b ON b.project_id = job.project_id
        AND b.id = coalesce(job.spec->>'base_model', job.estimate->>'base_model')
      WHERE job.kind = ${of.kind} AND job.target = ${of.target} AND job.state = 'succeeded' AND job.reused_from IS NULL
        AND b.architecture = ${of.architecture} ORDER BY job.id DESC LIMIT 50`;
    return this.finished(
      tx,
      rows.map((row) => row.id),
    );
  }

  /** The newest succeeded jobs that anybody estimated, with the architecture of their bases; at most 1000. */
  async estimated(tx: Tx): Promise<Finished[]> {
    const rows = await tx.$queryRaw<
      { id: string; kind: string; target: string; architecture: string | null }[]
    >`
      SELECT job.id, job.kind, job.target, b.architecture FROM job LEFT JOIN base_model b
        ON b.project_id = job.project_id AND b.id = coalesce(job.spec->>'base_model', job.estimate->>'base_model')
      WHERE job.state = 'succeeded' AND job.estimate IS NOT NULL AND job.reused_from IS NULL ORDER BY job.id DESC LIMIT 1000`;
    const jobs = await this.finished(
      tx,
      rows.map((row) => row.id),
    );
    const about = new Map(rows.map((row) => [row.id, row]));
    return jobs.map((job) => ({ ...about.get(job.id)!, ...job }));
  }

  private async finished(tx: Tx, ids: string[]): Promise<Past[]> {
    const rows = await tx.job.findMany({ where: { id: { in: ids } }, orderBy: { id: 'desc' } });
    return rows.map(({ id, spec, result, estimate, trainedTokens }) => ({
      ...{ id, spec, result, trainedTokens },
      estimate: estimate as Estimate | null,
    }));
  }

  findTarget(tx: Tx, target: string): Promise<Machine | null> {
    return tx.computeTarget.findUnique({ where: { target } });
  }
}
