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
import { metricsOf } from './lm-eval.js';
import type { LmEvalBody } from './lm-eval.contract.js';
import { idOf, ownEdge } from './own-license.js';
import { resultOf } from './outcome.js';
import { formatOf } from './quantize-ask.js';
import type { JobSpec } from './recipe.contract.js';
import {
  dataOf,
  DIVERGENCE,
  isContract,
  readsRows,
  trainingParents,
  type EvaluateSpec,
  type FinetuneSpec,
  type InspectSpec,
  type OwnSpec,
  type QuantizeAdapterSpec,
  type QuantizeSpec,
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

const RECIPES = {
  gguf: 'quantize_gguf',
  bitsandbytes: 'quantize_bnb',
  'compressed-tensors': 'quantize_compressed',
} as const;

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
      ...('own' in stored ? { own: stored.own } : {}),
      ...('processes' in stored && stored.processes ? { processes: stored.processes } : {}),
      ...('samples' in stored && stored.samples ? { samples: stored.samples } : {}),
    } as JobSpec;
    return { spec, readPaths: Object.values(inputs).map((input) => input.path) };
  }

  /** Throws JobFailure `policy_blocked` where the license decision of the job has turned meanwhile. */
  async assertStillAllowed(ctx: Ctx, { decisionId }: JobRow): Promise<void> {
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
      case 'quantize':
        if ('adapter' in spec) return this.quantizeAdapter(ctx, spec);
        return { kind: spec.kind, ...(await this.quantize(ctx, spec)) };
      case 'evaluate': {
        const { restrict_to, engine, max_new_tokens, batch_size, rows } = spec;
        if (spec.task === 'parity') {
          const inputs = await this.parity(ctx, spec);
          const template = spec.template === undefined ? {} : { template: spec.template };
          const params = { engine, max_rows: spec.max_rows ?? rows, max_new_tokens, ...template };
          return { recipe: 'evaluate_parity', kind: spec.kind, inputs, params };
        }
        if (spec.lm_eval) return { kind: spec.kind, ...(await this.harness(ctx, spec, spec.lm_eval)) };
        const { max_rows, max_seq_length } = { ...DIVERGENCE, ...spec };
        return {
          recipe: `evaluate_${spec.task}`,
          kind: spec.kind,
          inputs: await this.evaluate(ctx, spec),
          params: readsRows(spec)
            ? { max_rows, max_seq_length }
            : {
                ...(spec.task === 'refusal' ? {} : { restrict_to }),
                ...{ engine, max_new_tokens, batch_size },
              },
        };
      }
      case 'import': {
        const source = await this.baseModels.stageSource(ctx, spec.base_model);
        return { recipe: 'convert_gguf', kind: spec.kind, inputs: { source }, params: {} };
      }
      case 'inspect':
        return this.inspect(ctx, spec);
      case 'own':
        return { recipe: 'own', kind: spec.kind, inputs: await this.own(ctx, spec), params: spec.params };
      case 'select':
        throw new Error('a choice is made of rows, without a program');
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

  private async own(ctx: Ctx, spec: OwnSpec): Promise<Inputs> {
    const inputs: Inputs = {};
    for (const [name, ref] of Object.entries(spec.inputs)) {
      if ('base_model' in ref) inputs[name] = await this.base(ctx, ref.base_model);
      else if ('dataset_version' in ref)
        inputs[name] = await this.datasets.stageSplit(ctx, ref.dataset_version, ref.split);
      else inputs[name] = { path: (await this.artifact(ctx, ref)).path };
    }
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
    const format = version.format === 'preference' ? 'preference' : 'chat';
    const params = { format, max_seq_length: spec.max_seq_length, preview_rows: PREVIEW_ROWS, rows };
    return { recipe: 'inspect_rows', kind: spec.kind, inputs, params };
  }

  private async evaluate(ctx: Ctx, spec: EvaluateSpec): Promise<Inputs> {
    const whole = async (of: EvaluateSpec['model']) =>
      'base_model' in of ? this.base(ctx, of.base_model) : { path: (await this.artifact(ctx, of)).path };
    const inputs: Inputs = {
      model: await whole(spec.model),
      dataset: await this.datasets.stageSplit(ctx, spec.dataset_version, spec.split),
    };
    if (spec.parent) inputs['parent'] = await whole(spec.parent);
    if (spec.adapter) inputs['adapter'] = { path: (await this.artifact(ctx, spec.adapter)).path };
    return inputs;
  }

  private async quantizeAdapter(ctx: Ctx, { kind, adapter: ref, type }: QuantizeAdapterSpec) {
    const adapter = await this.artifact(ctx, ref);
    const base = await this.artifacts.baseModelOf(ctx, adapter.id);
    const inputs: Inputs = { base_model: await this.base(ctx, base), adapter: { path: adapter.path } };
    return { kind, recipe: 'quantize_lora', inputs, params: { type } };
  }

  private async quantize(ctx: Ctx, { model, type, calibration, group_size }: QuantizeSpec) {
    const { path } = await this.artifact(ctx, model);
    const inputs: Inputs = { model: { path } };
    const recipe = RECIPES[formatOf(type)];
    if (!calibration) return { recipe, inputs, params: { type } };
    const { dataset_version, split, rows, max_seq_length } = calibration;
    inputs['calibration'] = await this.datasets.stageSplit(ctx, dataset_version, split);
    return { recipe, inputs, params: { type, group_size, rows, max_seq_length } };
  }

  private async harness(ctx: Ctx, spec: EvaluateSpec, asked: LmEvalBody) {
    const { limit, fewshot_config: examples, ...task } = asked;
    const inputs = await this.evaluate(ctx, spec);
    // templates speak of the fields as they were uploaded
    inputs['dataset'] = await this.datasets.stageRows(ctx, spec.dataset_version, spec.split);
    if (examples)
      inputs['fewshot'] = await this.datasets.stageRows(ctx, examples.dataset_version, examples.split);
    const { name, engine, batch_size, max_new_tokens } = spec;
    const own = {
      ...(examples ? { fewshot_config: { sampler: examples.sampler } } : {}),
      metric_list: metricsOf(asked),
    };
    const params = {
      task: { ...task, ...own, task: name },
      limit: limit ?? null,
      engine,
      batch_size,
      max_new_tokens,
    };
    return { recipe: 'evaluate_lm_eval', inputs, params };
  }

  private async parity(ctx: Ctx, spec: EvaluateSpec): Promise<Inputs> {
    if ('base_model' in spec.model) throw new Error('the planner lets no base model through');
    const { id, path } = await this.artifact(ctx, spec.model);
    const whole = (await this.artifacts.get(ctx, id)).kind === 'merged';
    const source = whole ? id : await this.artifacts.quantizedFrom(ctx, id);
    if (source === null)
      throw new JobFailure('user_error', `Artifact ${id} was not quantized here: its source is unknown.`);
    return {
      model: { path },
      reference: { path: whole ? path : (await this.artifacts.stage(ctx, source)).path },
      dataset: await this.datasets.stageSplit(ctx, spec.dataset_version, spec.split),
    };
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
    const job = await this.db.tx(ctx, (tx) => this.rows.findJob(tx, ref.job));
    // not by who made it: an identical job may have answered, or a sweep's choice stands for its winner
    const left = job && resultOf(job).artifacts?.[ref.artifact];
    if (!left) throw new JobFailure('user_error', `Job ${ref.job} has left no artifact '${ref.artifact}'.`);
    return left;
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
      case 'quantize': {
        if ('adapter' in spec) {
          const adapter = await this.artifactId(ctx, spec.adapter);
          const base = await this.artifacts.baseModelOf(ctx, adapter);
          return [
            { id: adapter, type: 'quantized-from' },
            { id: base, type: 'adapter-of' },
          ];
        }
        const from = { id: await this.artifactId(ctx, spec.model), type: 'quantized-from' };
        const data = spec.calibration?.dataset_version;
        return [from, ...(data ? [{ id: data, type: 'calibrated-on' }] : [])];
      }
      case 'own': {
        const parents: Parent[] = [];
        for (const ref of Object.values(spec.inputs)) {
          const id = 'job' in ref ? await this.artifactId(ctx, ref) : idOf(ref);
          const parent = { id, type: ownEdge(spec, ref) };
          const isNew = parents.every((one) => one.id !== id || one.type !== parent.type);
          // what an evaluation ran is no part of its report
          if (isNew && (spec.does !== 'evaluate' || 'dataset_version' in ref)) parents.push(parent);
        }
        return parents;
      }
      case 'evaluate':
        return readsRows(spec) || spec.lm_eval
          ? dataOf(spec).map((id) => ({ id, type: 'evaluated-on' }))
          : [];
      case 'import':
      case 'inspect':
      case 'select':
        return [];
    }
  }

  /** For the fenced writes of the processor's neighbours. */
  needed(ctx: Ctx, ids: string[]): Promise<JobRow[]> {
    return this.db.tx(ctx, (tx) => this.rows.findJobs(tx, ids));
  }
}
