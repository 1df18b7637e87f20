import { Inject, Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService, splitsOf } from '#datasets/datasets.service.js';
import { Db } from '#platform/db.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import type { Estimate } from './estimate.contract.js';
import { EstimateTokens } from './estimate-tokens.service.js';
import { deviceOf, type Ground, ofEvaluation, ofPiece, ofTraining, sizeOf } from './estimate.js';
import { EstimatesRepository } from './estimates.repository.js';
import type { PlannedJob } from './jobs.planner.js';
import { type EvaluateSpec, type FinetuneSpec, isContract, type StoredRef, type StoredSpec } from './spec.js';

/** What planned jobs are expected to come to, by earlier jobs of the same base on the same target, else by formula. */
@Injectable()
export class EstimatesService {
  constructor(
    private readonly db: Db,
    private readonly rows: EstimatesRepository,
    private readonly tokens: EstimateTokens,
    private readonly baseModels: BaseModelsService,
    private readonly artifacts: ArtifactsService,
    private readonly datasets: DatasetsService,
    @Inject(JOB_DEFAULTS) private readonly defaults: JobDefaults,
  ) {}

  /** The jobs with their estimates, in order; those of one pipeline may stand on each other. */
  async addTo<J extends PlannedJob>(ctx: Ctx, planned: readonly J[]): Promise<J[]> {
    const bases = new Map<string, string | null>();
    const done: J[] = [];
    for (const job of planned) {
      const base = await this.baseOf(ctx, job.spec, bases);
      bases.set(job.id, base);
      done.push({ ...job, estimate: await this.of(ctx, job, base) });
    }
    return done;
  }

  private async of(ctx: Ctx, job: PlannedJob, base: string | null): Promise<Estimate | null> {
    const { spec, target } = job;
    if (isContract(spec) || spec.kind === 'import' || spec.kind === 'inspect') return null;
    const row = base === null ? null : await this.baseModels.resolve(ctx, base);
    const { machine, history } = await this.db.tx(ctx, async (tx) => ({
      machine: await this.rows.findTarget(tx, target),
      history: row ? await this.rows.history(tx, { kind: spec.kind, target, base: row.id }) : [],
    }));
    const ground: Ground = {
      kind: spec.kind,
      base: row?.id ?? null,
      target,
      machine,
      device: deviceOf(machine, history),
      size: row && sizeOf(row),
      history,
      price: this.defaults.gpuHourPrice ?? null,
    };
    switch (spec.kind) {
      case 'finetune':
        return this.training(ctx, ground, spec);
      case 'evaluate':
        return this.evaluation(ctx, ground, spec);
      case 'merge':
      case 'quantize':
        return ofPiece(ground, spec.kind);
    }
  }

  private async training(ctx: Ctx, ground: Ground, spec: FinetuneSpec): Promise<Estimate> {
    const { max_seq_length } = spec.params.trainer;
    const row = await this.tokens.ofRow(ctx, {
      ...{ base: spec.base_model, version: spec.dataset_version, split: 'train' },
      cut: spec.params.method === 'dpo' ? 2 * max_seq_length : max_seq_length,
      history: ground.history,
    });
    return ofTraining(ground, spec, row);
  }

  private async evaluation(ctx: Ctx, ground: Ground, spec: EvaluateSpec): Promise<Estimate> {
    const version = await this.datasets.getVersion(ctx, spec.dataset_version);
    const rows = splitsOf(version)[spec.split]?.rows ?? 0;
    const of = { version: version.id, split: spec.split, cut: 1_048_576, history: [] };
    const row = await this.tokens.ofRow(ctx, { ...of, base: ground.base ?? '' });
    return ofEvaluation(ground, spec, { rows, row });
  }

  /** Null where nobody can say: a file that was handed in from elsewhere. */
  private async baseOf(
    ctx: Ctx,
    spec: StoredSpec,
    siblings: ReadonlyMap<string, string | null>,
  ): Promise<string | null> {
    if (isContract(spec)) return null;
    if (spec.kind === 'finetune' || spec.kind === 'import' || spec.kind === 'inspect') return spec.base_model;
    const made = spec.kind === 'merge' ? spec.adapter : spec.model;
    if ('base_model' in made) return made.base_model;
    return this.baseUnder(ctx, made, siblings);
  }

  private async baseUnder(
    ctx: Ctx,
    ref: StoredRef,
    siblings: ReadonlyMap<string, string | null>,
  ): Promise<string | null> {
    if ('job' in ref) return siblings.get(ref.job) ?? null;
    const { artifact } = ref;
    try {
      return await this.artifacts.baseModelOf(ctx, artifact);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') return null;
      throw error;
    }
  }
}
