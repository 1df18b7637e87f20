import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { type EvaluationRow, EvaluationsService } from '#evaluations/evaluations.service.js';
import { JobsService } from '#jobs/jobs.service.js';
import { formatOf, type QuantizeType } from '#jobs/quantize-ask.js';
import type { Usage } from '#jobs/usage.js';
import { ARTIFACT_ROLES, type EvaluationSummary, type VersionArtifacts } from './registry.contract.js';
import type { JobRow } from './registry.facts.js';
import { isVariant, lossOf, type Variant } from './variants.js';
import { activityOf, type JobEnergy } from './version-energy.js';

export type PartOf = Awaited<ReturnType<VersionMaking['partsOf']>>[number];

/** What jobs left of a version: its artifacts, what was measured on them, and what all of it took. */
@Injectable()
export class VersionMaking {
  constructor(
    private readonly jobs: JobsService,
    private readonly artifacts: ArtifactsService,
    private readonly evaluations: EvaluationsService,
  ) {}

  /** The ids of what these jobs evaluated. */
  async evaluated(ctx: Ctx, jobs: readonly JobRow[]): Promise<string[]> {
    const ids = [];
    for (const job of jobs) ids.push((await this.evaluations.ensureForJob(ctx, job))?.id ?? []);
    return ids.flat();
  }

  /** The artifacts by role, the main one first. */
  async partsOf(ctx: Ctx, artifacts: VersionArtifacts) {
    const roles = ARTIFACT_ROLES.filter((role) => artifacts[role] !== undefined);
    return Promise.all(
      roles.map(async (role) => ({ role, row: await this.artifacts.get(ctx, artifacts[role]!) })),
    );
  }

  /** The version's own measurements, and those of its base on the same data: what it has to be better than. */
  async measured(
    ctx: Ctx,
    of: { job: JobRow; subjects: string[]; baseId: string },
  ): Promise<{ summaries: EvaluationSummary[]; jobs: string[] }> {
    const { job, subjects, baseId } = of;
    const jobs = job.pipelineId === null ? [] : await this.jobs.jobsOfPipeline(ctx, job.pipelineId);
    const rows = await this.evaluations.forSubjects(ctx, [...subjects, baseId], jobs);
    const done = rows.filter((row) => row.state === 'succeeded');
    const newest = new Map(done.map((row) => [`${row.subjectId} ${row.name}`, row]));
    const own = [...newest.values()].filter((row) => subjects.includes(row.subjectId));
    const data = new Set(own.map((row) => row.datasetVersionId));
    const all = [...newest.values()].filter((row) => data.has(row.datasetVersionId));
    return { summaries: all.map(summary), jobs: own.map((row) => row.jobId) };
  }

  /** The quantized forms among the parts, each with what it cost against what it was made of. */
  async variants(ctx: Ctx, parts: readonly PartOf[], evaluations: readonly EvaluationSummary[]) {
    const found: Variant[] = [];
    for (const { role, row } of parts) {
      if (!isVariant(role)) continue;
      const parent = await this.artifacts.quantizedFrom(ctx, row.id);
      const job = row.jobId === null ? null : await this.jobs.getJob(ctx, row.jobId);
      const type = (job?.spec as { type?: QuantizeType } | undefined)?.type ?? null;
      const loss = lossOf(row.id, parent, evaluations);
      found.push({
        ...{ role, id: row.id, digest: row.digest, parent, loss },
        ...{ type, format: type && (formatOf(type) ?? null) },
      });
    }
    return found;
  }

  /** What each job of the lineage took with all its attempts: the training first, then what was made and measured of it. */
  async energy(ctx: Ctx, jobIds: readonly (string | null)[]): Promise<JobEnergy[]> {
    const ids = [...new Set(jobIds.filter((id) => id !== null))];
    const jobs = await Promise.all(ids.map((id) => this.jobs.getJob(ctx, id)));
    return jobs.flatMap(({ id, kind, usage }) =>
      usage === null ? [] : [{ job: id, kind, activity: activityOf(kind), usage: usage as unknown as Usage }],
    );
  }
}

export const summary = (row: EvaluationRow): EvaluationSummary => ({
  id: row.id,
  name: row.name,
  task: row.task,
  subject: row.subjectId,
  reference: row.referenceId,
  dataset_version: row.datasetVersionId,
  rows: row.rows,
  metrics: (row.metrics ?? {}) as Record<string, number | null>,
});
