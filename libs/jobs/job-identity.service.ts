import { Injectable } from '@nestjs/common';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import type { Ctx } from '#kernel/context.js';
import { AppError } from '#kernel/errors.js';
import { type Identity, identityDigest, type Input } from './identity.js';
import { JobFailure } from './job-failure.js';
import { JobsInputs } from './jobs.inputs.js';
import { isContract, type StoredRef, type StoredSpec } from './spec.js';

export interface Identified {
  spec: unknown;
  seed: number;
  target: string;
}

/** What a job is made of, by digest: recipe, parameters, every input, seed and environment. */
@Injectable()
export class JobIdentity {
  constructor(
    private readonly inputs: JobsInputs,
    private readonly artifacts: ArtifactsService,
    private readonly baseModels: BaseModelsService,
    private readonly datasets: DatasetsService,
  ) {}

  /** Null for a kind that is never answered by an earlier job, and where an input is gone or not there yet. */
  async digest(ctx: Ctx, job: Identified, environment: string): Promise<string | null> {
    const of = await this.made(ctx, job.spec as StoredSpec).catch((error: unknown) => {
      if (error instanceof JobFailure || (error instanceof AppError && error.kind === 'not_found'))
        return null;
      throw error;
    });
    if (!of) return null;
    const spec = job.spec as StoredSpec;
    const draws = of.kind === 'finetune' || of.kind === 'own' || 'fewshot' in of.inputs; // nothing else draws at random
    const image = spec.kind === 'own' && 'image' in spec.own ? spec.own.image : null; // ours has no part in it
    return identityDigest({
      ...of,
      seed: draws ? job.seed : null,
      target: job.target,
      environment: image ?? environment,
    });
  }

  /** The inputs of a job by the names of its spec, each with the digest of its bytes. */
  async inputsOf(ctx: Ctx, spec: StoredSpec): Promise<Record<string, Input>> {
    return (await this.made(ctx, spec))?.inputs ?? {};
  }

  private async made(
    ctx: Ctx,
    spec: StoredSpec,
  ): Promise<Pick<Identity, 'kind' | 'params' | 'inputs'> | null> {
    if (isContract(spec)) return { kind: spec.kind, params: spec, inputs: {} };
    switch (spec.kind) {
      case 'finetune': {
        const {
          base_model,
          dataset_version,
          continue_from,
          openai: _door,
          samples: _asked,
          kind,
          ...params
        } = spec;
        const inputs: Record<string, Input> = {
          base_model: await this.base(ctx, base_model),
          dataset_version: await this.data(ctx, dataset_version),
          ...(continue_from ? { continue_from: await this.artifact(ctx, continue_from) } : {}),
        };
        return { kind, params, inputs };
      }
      case 'merge': {
        const adapter = await this.artifact(ctx, spec.adapter);
        const base_model = await this.base(ctx, await this.artifacts.baseModelOf(ctx, adapter.id));
        return { kind: spec.kind, params: {}, inputs: { adapter, base_model } };
      }
      case 'quantize': {
        if (!('model' in spec)) {
          const inputs = { adapter: await this.artifact(ctx, spec.adapter) };
          return { kind: spec.kind, params: { type: spec.type }, inputs };
        }
        const { kind, model, calibration, ...params } = spec;
        const { dataset_version, ...read } = calibration ?? {};
        const inputs: Record<string, Input> = {
          model: await this.artifact(ctx, model),
          ...(dataset_version ? { calibration: await this.data(ctx, dataset_version) } : {}),
        };
        return { kind, params: { ...params, ...read }, inputs };
      }
      case 'evaluate': {
        const { model, adapter, parent, dataset_version, name: _label, kind, ...params } = spec;
        const examples = spec.lm_eval?.fewshot_config?.dataset_version;
        const whole = (of: typeof model) =>
          'base_model' in of ? this.base(ctx, of.base_model) : this.artifact(ctx, of);
        const inputs: Record<string, Input> = {
          model: await whole(model),
          dataset_version: await this.data(ctx, dataset_version),
          ...(adapter ? { adapter: await this.artifact(ctx, adapter) } : {}),
          ...(parent ? { parent: await whole(parent) } : {}),
          ...(examples ? { fewshot: await this.data(ctx, examples) } : {}),
        };
        return { kind, params, inputs };
      }
      case 'own': {
        const { kind, inputs: refs, ...params } = spec;
        const inputs: Record<string, Input> = {};
        for (const [name, ref] of Object.entries(refs)) {
          if ('base_model' in ref) inputs[name] = await this.base(ctx, ref.base_model);
          else if ('dataset_version' in ref) inputs[name] = await this.data(ctx, ref.dataset_version);
          else inputs[name] = await this.artifact(ctx, ref);
        }
        // by name: the database keeps no order of keys
        const splits = Object.fromEntries(
          Object.entries(refs).flatMap(([name, ref]) => ('split' in ref ? [[name, ref.split]] : [])),
        );
        return { kind, params: { ...params, splits }, inputs };
      }
      case 'import':
      case 'inspect':
      case 'select':
        return null;
    }
  }

  private async artifact(ctx: Ctx, ref: StoredRef): Promise<Input> {
    const { id, digest } = await this.artifacts.get(ctx, await this.inputs.artifactId(ctx, ref));
    return { id, sha256: digest };
  }

  private async base(ctx: Ctx, ref: string): Promise<Input> {
    const { id, artifactId, revision } = await this.baseModels.resolve(ctx, ref);
    const sha256 = artifactId ? (await this.artifacts.get(ctx, artifactId)).digest : '';
    return { id, sha256, revision };
  }

  private async data(ctx: Ctx, ref: string): Promise<Input> {
    const { id, digest } = await this.datasets.getVersion(ctx, ref);
    return { id, sha256: digest };
  }
}
