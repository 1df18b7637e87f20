import { Inject, Injectable } from '@nestjs/common';
import { type Ctx, systemCtx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService, splitsOf } from '#datasets/datasets.service.js';
import { Db } from '#platform/db.js';
import { calibrationOf } from './calibration.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import type { Estimate } from './estimate.contract.js';
import { EstimateTokens } from './estimate-tokens.service.js';
import { ofTraining } from './estimate.js';
import { deviceOf, type Ground, sizeOf } from './estimate-ground.js';
import { ofEvaluation, ofOwn, ofPiece } from './estimate-other.js';
import { ANSWERS } from './estimate-memory.js';
import { EstimatesRepository } from './estimates.repository.js';
import { rowsWithin } from './lm-eval.js';
import { formatOf, type QuantizeType } from './quantize-ask.js';
import type { JobRow } from './jobs.repository.js';
import { type MemoryAdvice, memoryAdvice } from './memory-advice.js';
import type { PlannedJob } from './planned-job.js';
import {
  DIVERGENCE,
  ownBase,
  type EvaluateSpec,
  type FinetuneSpec,
  isContract,
  readsRows,
  type StoredRef,
  type StoredSpec,
} from './spec.js';

/** What planned jobs are expected to come to, by earlier jobs of the same base on the same target, else by formula. */
/** Fixed probes of a parity evaluation, beside its rows (jobs/lib/parity.py). */
const PARITY_PROBES = 5;

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

  /** What an out-of-memory of this job is told beside its message; null where even that cannot be looked up. */
  async afterOom(job: JobRow): Promise<MemoryAdvice | null> {
    const ctx = systemCtx(job.projectId, job.requestId);
    const spec = job.spec as unknown as StoredSpec;
    const estimate = job.estimate as Estimate | null;
    try {
      const id = isContract(spec) ? null : (estimate?.base_model ?? null);
      const base = id === null ? null : await this.baseModels.resolve(ctx, id);
      const { target } = job;
      const device = estimate?.target.device ?? null;
      const machine = await this.db.tx(ctx, (tx) => this.rows.findTarget(tx, target));
      const ground = {
        target,
        size: base && sizeOf(base),
        device: device ?? deviceOf(machine, []),
        history: [],
      };
      return memoryAdvice({ spec, estimate }, ground);
    } catch (error) {
      if (error instanceof AppError && error.kind === 'not_found') return null; // the base was deleted meanwhile
      throw error;
    }
  }

  /** How past estimates of the project did. */
  async calibration(ctx: Ctx) {
    return calibrationOf(await this.db.tx(ctx, (tx) => this.rows.estimated(tx)));
  }

  private async of(ctx: Ctx, job: PlannedJob, base: string | null): Promise<Estimate | null> {
    const { spec, target } = job;
    if (isContract(spec) || spec.kind === 'import' || spec.kind === 'inspect' || spec.kind === 'select')
      return null;
    const row = base === null ? null : await this.baseModels.resolve(ctx, base);
    const { machine, history, family } = await this.db.tx(ctx, async (tx) => ({
      machine: await this.rows.findTarget(tx, target),
      history: row ? await this.rows.history(tx, { kind: spec.kind, target, base: row.id }) : [],
      family: row?.architecture
        ? await this.rows.family(tx, { kind: spec.kind, target, architecture: row.architecture })
        : [],
    }));
    const ground: Ground = {
      kind: spec.kind,
      base: row?.id ?? null,
      target,
      machine,
      device: deviceOf(machine, history),
      size: row && sizeOf(row),
      history,
      family,
      price: this.defaults.gpuHourPrice ?? null,
    };
    switch (spec.kind) {
      case 'finetune':
        return this.training(ctx, ground, spec);
      case 'evaluate':
        return this.evaluation(ctx, ground, spec);
      case 'merge':
        return ofPiece(ground, 'merge');
      case 'own':
        return ofOwn(ground, spec.own.name);
      case 'quantize': {
        const like = history.filter((past) => writerOf(past.spec as Writes) === writerOf(spec));
        // GGUF is written tensor by tensor; every other writer loads the model, as a merge does
        return ofPiece({ ...ground, history: like }, writerOf(spec) === 'gguf' ? 'quantize' : 'merge');
      }
    }
  }

  private async training(ctx: Ctx, ground: Ground, spec: FinetuneSpec): Promise<Estimate> {
    const { max_seq_length } = spec.params.trainer;
    const row = await this.tokens.ofRow(ctx, {
      ...{ base: spec.base_model, version: spec.dataset_version, split: 'train' },
      cut: max_seq_length * ANSWERS[spec.params.method],
      history: ground.history,
    });
    return ofTraining(ground, spec, row);
  }

  private async evaluation(ctx: Ctx, ground: Ground, spec: EvaluateSpec): Promise<Estimate> {
    const version = await this.datasets.getVersion(ctx, spec.dataset_version);
    const all = splitsOf(version)[spec.split]?.rows ?? 0;
    const cut = readsRows(spec) ? (spec.max_seq_length ?? DIVERGENCE.max_seq_length) : 1_048_576;
    const of = { version: version.id, split: spec.split, cut, history: [] };
    const row = await this.tokens.ofRow(ctx, { ...of, base: ground.base ?? '' });
    if (!readsRows(spec)) {
      const rows = spec.task === 'parity' ? Math.min(all, spec.max_rows ?? all) + PARITY_PROBES : all;
      if (spec.lm_eval) {
        const { limit, output_type } = spec.lm_eval;
        const max_new_tokens = output_type === 'generate_until' ? spec.max_new_tokens : 0; // likelihoods write nothing
        return ofEvaluation(ground, { ...spec, max_new_tokens }, { rows: rowsWithin(all, limit), row });
      }
      return ofEvaluation(ground, spec, { rows, row });
    }
    const rows = Math.min(all, spec.max_rows ?? DIVERGENCE.max_rows);
    return ofEvaluation(ground, { ...spec, batch_size: 1, max_new_tokens: 0 }, { rows, row });
  }

  /** Null where nobody can say: a file that was handed in from elsewhere. */
  private async baseOf(
    ctx: Ctx,
    spec: StoredSpec,
    siblings: ReadonlyMap<string, string | null>,
  ): Promise<string | null> {
    if (isContract(spec)) return null;
    if (spec.kind === 'finetune' || spec.kind === 'import' || spec.kind === 'inspect') return spec.base_model;
    if (spec.kind === 'select') return siblings.get(spec.cells[0]!.job) ?? null;
    if (spec.kind === 'own') return ownBase(spec);
    const made = spec.kind === 'merge' || !('model' in spec) ? spec.adapter : spec.model;
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

interface Writes {
  type?: QuantizeType;
  adapter?: unknown;
}
/** What wrote, or will write: its time and memory say nothing about another's. */
const writerOf = ({ type, adapter }: Writes): string =>
  adapter === undefined ? formatOf(type ?? 'q8_0') : 'gguf_adapter';
