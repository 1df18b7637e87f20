import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { EvaluationsService } from '#evaluations/evaluations.service.js';
import { JobsService } from '#jobs/jobs.service.js';
import type { FinetuneSpec } from '#jobs/spec.js';
import { ProjectsService } from '#projects/projects.service.js';
import type { CardKind } from './card.js';
import { ARTIFACT_ROLES, type EvaluationSummary, type VersionArtifacts } from './registry.contract.js';
import type { VersionFacts } from './version-card.js';

/** Rows of the jobs slice, as its service gives them. */
export type JobRow = Awaited<ReturnType<JobsService['getJob']>>;
export type PipelineRow = Awaited<ReturnType<JobsService['getPipeline']>>['pipeline'];

const KIND: Record<string, CardKind> = { adapter: 'adapter', merged: 'merged', gguf: 'quantized' };

/** Gathers what is known about a version from the slices that know it. */
@Injectable()
export class RegistryFacts {
  constructor(
    private readonly projects: ProjectsService,
    private readonly jobs: JobsService,
    private readonly baseModels: BaseModelsService,
    private readonly datasets: DatasetsService,
    private readonly artifacts: ArtifactsService,
    private readonly evaluations: EvaluationsService,
  ) {}

  /** Everything but the version number. Throws invalid where the job is no finished fine-tuning of known origin. */
  async gather(
    ctx: Ctx,
    asked: {
      model: string;
      jobId: string;
      suffix: string | null;
      step: number | null;
      artifacts: VersionArtifacts;
    },
  ): Promise<Omit<VersionFacts, 'number'>> {
    const { job, spec } = await this.finetune(ctx, asked.jobId);
    const project = await this.projects.get(ctx);
    const base = await this.baseModels.resolve(ctx, spec.base_model);
    const rows = await this.rowsOf(ctx, asked.artifacts);
    const subjects = rows.map(({ row }) => row.id);
    return {
      project: { name: project.name, org: project.org },
      model: asked.model,
      suffix: asked.suffix,
      base: {
        id: base.id,
        artifactId: base.artifactId,
        slug: base.slug,
        hubId: base.hubId,
        revision: base.revision,
        licenseId: base.licenseId,
        source: base.source,
      },
      dataset: await this.dataset(ctx, spec.dataset_version, spec.rows),
      job: await this.jobFacts(ctx, job, spec, asked.step),
      evaluations: await this.measured(ctx, job, subjects, base.id),
      subjects,
      kind: KIND[rows[0]?.role ?? 'adapter'] ?? 'adapter',
      files: rows.flatMap(({ role, row }) =>
        row.manifest.map((file) => ({
          path: `${role}/${file.path}`,
          sha256: file.sha256,
          sizeBytes: file.size_bytes,
        })),
      ),
    };
  }

  private async finetune(ctx: Ctx, jobId: string): Promise<{ job: JobRow; spec: FinetuneSpec }> {
    const job = await this.jobs.getJob(ctx, jobId);
    if (job.kind !== 'finetune')
      throw invalid('invalid_value', `Job ${job.id} is a ${job.kind} job, not a fine-tuning.`, {
        param: 'job',
      });
    if (job.state !== 'succeeded')
      throw invalid(
        'invalid_job_state',
        `Job ${job.id} is ${job.state}; only a succeeded one can be registered.`,
        { param: 'job' },
      );
    return { job, spec: job.spec as unknown as FinetuneSpec };
  }

  private async rowsOf(ctx: Ctx, artifacts: VersionArtifacts) {
    const roles = ARTIFACT_ROLES.filter((role) => artifacts[role] !== undefined);
    return Promise.all(
      roles.map(async (role) => ({ role, row: await this.artifacts.get(ctx, artifacts[role]!) })),
    );
  }

  private async dataset(ctx: Ctx, versionId: string, rows: number): Promise<VersionFacts['dataset']> {
    const version = await this.datasets.getVersion(ctx, versionId);
    const { name } = await this.datasets.getDataset(ctx, version.datasetId);
    return {
      id: version.id,
      name,
      digest: version.digest,
      rows,
      license: version.licenseId ?? version.declaredLicense,
      attribution: version.attribution,
      source: version.source as VersionFacts['dataset']['source'],
    };
  }

  private async jobFacts(
    ctx: Ctx,
    job: JobRow,
    spec: FinetuneSpec,
    step: number | null,
  ): Promise<VersionFacts['job']> {
    const result = (job.result ?? {}) as { seconds?: number; environment?: { device?: string } };
    const points = await this.jobs.metrics(ctx, job.id, 'train_loss');
    const most = points.reduce((most, point) => Math.max(most, point.step), 0);
    const seconds = result.seconds ?? 0;
    return {
      id: job.id,
      seed: job.seed,
      params: spec.params ?? null,
      steps: step ?? most,
      seconds,
      device: result.environment?.device ?? 'unknown',
    };
  }

  /** The version's own measurements, and those of its base on the same data: what it has to be better than. */
  private async measured(
    ctx: Ctx,
    job: JobRow,
    subjects: string[],
    baseId: string,
  ): Promise<EvaluationSummary[]> {
    const jobs = job.pipelineId === null ? [] : await this.jobs.jobsOfPipeline(ctx, job.pipelineId);
    const rows = await this.evaluations.forSubjects(ctx, [...subjects, baseId], jobs);
    const newest = new Map(
      rows
        .filter((row) => row.state === 'succeeded')
        .map((row) => [`${row.subjectId} ${row.name}`, summary(row)]),
    );
    const all = [...newest.values()];
    const data = new Set(
      all.filter((one) => subjects.includes(one.subject)).map((one) => one.dataset_version),
    );
    return all.filter((one) => data.has(one.dataset_version));
  }
}

const summary = (row: {
  id: string;
  name: string;
  task: string;
  subjectId: string;
  datasetVersionId: string;
  rows: number | null;
  metrics: unknown;
}): EvaluationSummary => ({
  id: row.id,
  name: row.name,
  task: row.task,
  subject: row.subjectId,
  dataset_version: row.datasetVersionId,
  rows: row.rows,
  metrics: (row.metrics ?? {}) as Record<string, number | null>,
});
