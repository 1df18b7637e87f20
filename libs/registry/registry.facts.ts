import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { ContaminationService } from '#contamination/contamination.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { JobsService } from '#jobs/jobs.service.js';
import type { JobResult } from '#jobs/recipe-output.contract.js';
import { type FinetuneSpec, isFull, ownBase, type OwnSpec } from '#jobs/spec.js';
import { splitsOf } from '#datasets/datasets.service.js';
import { digestOf } from '#own-recipes/own-recipe.js';
import type { Usage } from '#jobs/usage.js';
import { ProjectsService } from '#projects/projects.service.js';
import type { CardKind } from './card.js';
import type { VersionArtifacts } from './registry.contract.js';
import type { VersionFacts } from './version-card.js';
import { VersionMaking } from './version-making.service.js';

/** Rows of the jobs slice, as its service gives them. */
export type JobRow = Awaited<ReturnType<JobsService['getJob']>>;
export type PipelineRow = Awaited<ReturnType<JobsService['getPipeline']>>['pipeline'];

const KIND: Record<string, CardKind> = {
  adapter: 'adapter',
  merged: 'merged',
  gguf: 'quantized',
  quantized: 'quantized',
};

/** Of the main artifact; a whole model that nothing was merged into is a fine-tuned copy. */
function kindOf(role: string | undefined, { params, own }: Training): CardKind {
  const kind = KIND[role ?? 'adapter'] ?? 'adapter';
  const isWhole = own ? own.outputs.includes('merged') : params !== null && isFull(params.adapter);
  return kind === 'merged' && isWhole ? 'finetuned' : kind;
}

/** What a version says of its training; `own`: of an operator's recipe, whose params only that recipe knows. */
interface Training {
  base_model: string;
  dataset_version: string;
  /** Null: those of its split. */
  rows: number | null;
  params: FinetuneSpec['params'] | null;
  own: OwnSpec | null;
}

/** Null for a job that trained nothing, or read no base model or no data. */
function trainingOf(spec: FinetuneSpec | OwnSpec): (Training & { split: string }) | null {
  if (spec.kind === 'finetune') return { ...spec, params: spec.params ?? null, own: null, split: 'train' };
  const base_model = ownBase(spec);
  const data = Object.values(spec.inputs).find((ref) => 'dataset_version' in ref);
  if (spec.kind !== 'own' || spec.does !== 'finetune' || base_model === null || !data) return null;
  return { base_model, ...data, rows: null, params: null, own: spec };
}

/** Gathers what is known about a version from the slices that know it. */
@Injectable()
export class RegistryFacts {
  constructor(
    private readonly projects: ProjectsService,
    private readonly jobs: JobsService,
    private readonly baseModels: BaseModelsService,
    private readonly datasets: DatasetsService,
    private readonly making: VersionMaking,
    private readonly contamination: ContaminationService,
  ) {}

  /** Whether something that a card says is still being found out about what these jobs evaluated. */
  async isWaiting(ctx: Ctx, jobs: JobRow[]): Promise<boolean> {
    return this.contamination.isPending(ctx, await this.making.evaluated(ctx, jobs));
  }

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
    const rows = await this.making.partsOf(ctx, asked.artifacts);
    const subjects = rows.map(({ row }) => row.id);
    const measured = await this.making.measured(ctx, { job, subjects, baseId: base.id });
    const evaluations = measured.summaries;
    const jobs = [job.id, ...rows.map(({ row }) => row.jobId), ...measured.jobs];
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
      dataset: await this.dataset(ctx, spec),
      job: await this.jobFacts(ctx, job, spec, asked.step),
      evaluations,
      contamination: await this.contamination.findReady(
        ctx,
        evaluations.map(({ id }) => id),
      ),
      subjects,
      variants: await this.making.variants(ctx, rows, evaluations),
      energy: await this.making.energy(ctx, jobs),
      kind: kindOf(rows[0]?.role, spec),
      artifacts: rows.map(({ role, row }) => ({ role, id: row.id, digest: row.digest })),
      files: rows.flatMap(({ role, row }) =>
        row.manifest.map((file) => ({
          path: `${role}/${file.path}`,
          sha256: file.sha256,
          sizeBytes: file.size_bytes,
        })),
      ),
    };
  }

  private async finetune(
    ctx: Ctx,
    jobId: string,
  ): Promise<{ job: JobRow; spec: Training & { split: string } }> {
    const job = await this.jobs.getJob(ctx, jobId);
    const kinds = ['finetune', 'own'];
    const spec = kinds.includes(job.kind) ? trainingOf(job.spec as unknown as FinetuneSpec | OwnSpec) : null;
    if (spec === null)
      throw invalid('invalid_value', `Job ${job.id} is a ${job.kind} job, not a fine-tuning.`, {
        param: 'job',
      });
    if (job.state !== 'succeeded')
      throw invalid(
        'invalid_job_state',
        `Job ${job.id} is ${job.state}; only a succeeded one can be registered.`,
        { param: 'job' },
      );
    return { job, spec };
  }

  private async dataset(
    ctx: Ctx,
    { dataset_version, rows, split }: Training & { split: string },
  ): Promise<VersionFacts['dataset']> {
    const version = await this.datasets.getVersion(ctx, dataset_version);
    const splits: Record<string, { rows: number }> = splitsOf(version);
    const { name } = await this.datasets.getDataset(ctx, version.datasetId);
    return {
      id: version.id,
      name,
      digest: version.digest,
      rows: rows ?? splits[split]?.rows ?? 0,
      license: version.licenseId ?? version.declaredLicense,
      attribution: version.attribution,
      source: version.source as VersionFacts['dataset']['source'],
    };
  }

  private async jobFacts(
    ctx: Ctx,
    job: JobRow,
    spec: Training,
    step: number | null,
  ): Promise<VersionFacts['job']> {
    const result = (job.result ?? {}) as Partial<JobResult>;
    const points = await this.jobs.metrics(ctx, job.id, 'train_loss');
    const most = points.reduce((most, point) => Math.max(most, point.step), 0);
    const seconds = result.seconds ?? 0;
    return {
      id: job.id,
      seed: job.seed,
      params: spec.params,
      own: spec.own && {
        recipe: `${spec.own.own.name} (${digestOf(spec.own.own)})`,
        params: spec.own.params,
      },
      steps: step ?? most,
      seconds,
      device: result.environment?.device ?? 'unknown',
      environment: result.environment ?? null,
      usage: job.usage as Usage | null,
    };
  }
}
