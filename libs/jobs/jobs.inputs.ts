import { Injectable } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import type { Split } from '#dataset-checks/splits.js';
import type { SplitRef } from '#datasets/datasets.contract.js';
import { DatasetsService, splitsOf } from '#datasets/datasets.service.js';
import { LicensesService } from '#licenses/licenses.service.js';
import { Db } from '#platform/db.js';
import { JobFailure } from './job-failure.js';
import { JobsRepository, type JobRow } from './jobs.repository.js';
import type { JobSpec } from './recipe.contract.js';
import {
  isContract,
  trainingParents,
  type EvaluateSpec,
  type FinetuneSpec,
  type InspectSpec,
  type StoredRef,
  type StoredSpec,
} from './spec.js';

/** What an attempt starts from: the recipe's spec, the local paths it reads, and the ids that its outputs descend from. */
export interface Prepared {
  spec: JobSpec;
  readPaths: string[];
}

export interface Parent {
  id: string;
  type: string;
}

/** Rows that a report shows as tokens. */
const PREVIEW_ROWS = 5;

type Inputs = Record<string, { path: string; sha256?: string; name?: string; revision?: string }>;

/** Puts the inputs of a job onto this machine, each verified against its digest, and writes the recipe's spec. */
@Injectable()
export class JobsInputs {
  constructor(
    private readonly db: Db,
    private readonly rows: JobsRepository,
    private readonly artifacts: ArtifactsService,
    private readonly baseModels: BaseModelsService,
    private readonly datasets: DatasetsService,
    private readonly licenses: LicensesService,
  ) {}

  /** Throws what forbids by now what was allowed when the job was submitted: it may have waited, or been paused, for months. */
  async prepare(ctx: Ctx, job: JobRow, attempt: number, checkpoint: string | null): Promise<Prepared> {
    await this.assertStillAllowed(ctx, job);
    const stored = job.spec as unknown as StoredSpec;
    const { recipe, kind, inputs, params } = await this.recipe(ctx, stored);
    if (checkpoint) inputs['checkpoint'] = { path: checkpoint };
    const spec = {
      schema_version: 1,
      job_id: job.id,
      attempt,
      seed: job.seed,
      kind,
      recipe,
      inputs,
      params,
    } as JobSpec;
    return { spec, readPaths: Object.values(inputs).map((input) => input.path) };
  }

  private async assertStillAllowed(ctx: Ctx, { decisionId }: JobRow): Promise<void> {
    const why = decisionId === null ? null : await this.licenses.denialSince(ctx, decisionId);
    if (why !== null) throw new JobFailure('policy_blocked', `A license forbids this by now: ${why}.`);
  }

  private async recipe(
    ctx: Ctx,
    spec: StoredSpec,
  ): Promise<{ recipe: string; kind: string; inputs: Inputs; params: object }> {
    if (isContract(spec)) return { recipe: spec.recipe, kind: spec.kind, inputs: {}, params: spec.params };
    switch (spec.kind) {
      case 'finetune':
        return {
          recipe: `finetune_${spec.params.method}`,
          kind: spec.kind,
          inputs: await this.finetune(ctx, spec),
          params: spec.params,
        };
      case 'merge': {
        const adapter = await this.artifact(ctx, spec.adapter);
        const base = await this.artifacts.baseModelOf(ctx, adapter.id);
        const inputs = { base_model: await this.base(ctx, base), adapter: { path: adapter.path } };
        return { recipe: 'merge_adapter', kind: spec.kind, inputs, params: {} };
      }
      case 'quantize': {
        const { path } = await this.artifact(ctx, spec.model);
        return {
          recipe: 'quantize_gguf',
          kind: spec.kind,
          inputs: { model: { path } },
          params: { type: spec.type },
        };
      }
      case 'evaluate': {
        const { restrict_to, engine, max_new_tokens, batch_size } = spec;
        const params = { restrict_to, engine, max_new_tokens, batch_size };
        return {
          recipe: 'evaluate_exact_match',
          kind: spec.kind,
          inputs: await this.evaluate(ctx, spec),
          params,
        };
      }
      case 'import': {
        const source = await this.baseModels.stageSource(ctx, spec.base_model);
        return { recipe: 'convert_gguf', kind: spec.kind, inputs: { source }, params: {} };
      }
      case 'inspect':
        return this.inspect(ctx, spec);
    }
  }

  private async finetune(ctx: Ctx, spec: FinetuneSpec): Promise<Inputs> {
    const version = await this.datasets.getVersion(ctx, spec.dataset_version);
    const inputs: Inputs = {
      base_model: await this.base(ctx, spec.base_model),
      train: await this.datasets.stageSplit(ctx, version.id, 'train'),
    };
    if (Object.hasOwn(version.splits as object, 'validation')) {
      inputs['validation'] = await this.datasets.stageSplit(ctx, version.id, 'validation');
    }
    if (spec.continue_from) inputs['adapter'] = { path: (await this.artifact(ctx, spec.continue_from)).path };
    return inputs;
  }

  private async inspect(ctx: Ctx, spec: InspectSpec) {
    const version = await this.datasets.getVersion(ctx, spec.dataset_version);
    const inputs: Inputs = { base_model: await this.base(ctx, spec.base_model) };
    const rows: Record<string, number> = {};
    for (const [split, ref] of Object.entries(splitsOf(version)) as [Split, SplitRef][]) {
      inputs[split] = await this.datasets.stageSplit(ctx, version.id, split);
      rows[split] = ref.rows;
    }
    const params = { max_seq_length: spec.max_seq_length, preview_rows: PREVIEW_ROWS, rows };
    return { recipe: 'inspect_rows', kind: spec.kind, inputs, params };
  }

  private async evaluate(ctx: Ctx, spec: EvaluateSpec): Promise<Inputs> {
    const model =
      'base_model' in spec.model
        ? await this.base(ctx, spec.model.base_model)
        : { path: (await this.artifact(ctx, spec.model)).path };
    const inputs: Inputs = {
      model,
      dataset: await this.datasets.stageSplit(ctx, spec.dataset_version, spec.split),
    };
    if (spec.adapter) inputs['adapter'] = { path: (await this.artifact(ctx, spec.adapter)).path };
    return inputs;
  }

  private async base(ctx: Ctx, id: string) {
    const base = await this.baseModels.resolve(ctx, id);
    if (!base.artifactId)
      throw new JobFailure('user_error', `Base model '${base.slug}' is ${base.state}, not ready.`);
    const { path } = await this.artifacts.stage(ctx, base.artifactId);
    return { path, name: base.hubId, ...(base.revision ? { revision: base.revision } : {}) };
  }

  private async artifact(ctx: Ctx, ref: StoredRef): Promise<{ id: string; path: string }> {
    const id = await this.artifactId(ctx, ref);
    return { id, path: (await this.artifacts.stage(ctx, id)).path };
  }

  /** The id behind a reference; a job it names must have left that artifact. */
  async artifactId(ctx: Ctx, ref: StoredRef): Promise<string> {
    if (!('job' in ref)) return ref.artifact;
    const found = (await this.artifacts.ofJob(ctx, ref.job)).find(
      (artifact) => artifact.name === ref.artifact,
    );
    if (!found) throw new JobFailure('user_error', `Job ${ref.job} has left no artifact '${ref.artifact}'.`);
    return found.id;
  }

  /** What the outputs of a job descend from, in the license graph's words. */
  async parents(ctx: Ctx, job: JobRow): Promise<Parent[]> {
    const spec = job.spec as unknown as StoredSpec;
    if (isContract(spec)) return [];
    switch (spec.kind) {
      case 'finetune': {
        const from = spec.continue_from && (await this.artifactId(ctx, spec.continue_from));
        return trainingParents(spec, from ?? null);
      }
      case 'merge': {
        const adapter = await this.artifactId(ctx, spec.adapter);
        const base = await this.artifacts.baseModelOf(ctx, adapter);
        return [
          { id: adapter, type: 'merged-from' },
          { id: base, type: 'merged-from' },
        ];
      }
      case 'quantize':
        return [{ id: await this.artifactId(ctx, spec.model), type: 'quantized-from' }];
      case 'evaluate':
      case 'import':
      case 'inspect':
        return [];
    }
  }

  /** For the fenced writes of the processor's neighbours. */
  needed(ctx: Ctx, ids: string[]): Promise<JobRow[]> {
    return this.db.tx(ctx, (tx) => this.rows.findJobs(tx, ids));
  }
}
