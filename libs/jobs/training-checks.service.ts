import type { Ctx } from '#kernel/context.js';
import { invalid } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import { SUPPORTED, unsupported } from '#base-models/modality.js';
import { DatasetsService } from '#datasets/datasets.service.js';
import { dotted } from '#platform/zod-input.js';
import type { JobDefaults } from './defaults.js';
import { resolveParams } from './hyperparameters.js';
import { samplesOf } from './job-samples.js';
import type { FinetuneBody } from './finetune.contract.js';
import type { Siblings } from './planned-job.js';
import type { FinetuneSpec, StoredRef } from './spec.js';
import { assertTrainable } from './training-rules.js';

type Path = readonly PropertyKey[];
/** What both doors say of a fine-tune. */
export type TrainingAsk = Pick<
  FinetuneBody,
  | 'base_model'
  | 'dataset_version'
  | 'method'
  | 'beta'
  | 'desirable_weight'
  | 'undesirable_weight'
  | 'adapter'
  | 'trainer'
> &
  Partial<Pick<FinetuneBody, 'nproc_per_node' | 'nnodes' | 'target' | 'samples'>>;

/** What a fine-tune needs: a base model that is ready and free, rows it can learn from, settings that go together. Each throws invalid. */
export class TrainingChecks {
  constructor(
    private readonly artifacts: ArtifactsService,
    private readonly datasets: DatasetsService,
    private readonly baseModels: BaseModelsService,
    private readonly defaults: JobDefaults,
  ) {}

  /** Base, data and parameters of a fine-tune. Writes nothing. */
  async spec(
    ctx: Ctx,
    body: TrainingAsk,
    { openai, from }: { openai?: FinetuneSpec['openai']; from?: StoredRef } = {},
  ): Promise<FinetuneSpec> {
    const base = await this.readyBase(ctx, body.base_model);
    const version = await this.datasets.getVersion(ctx, body.dataset_version);
    await this.artifacts.assertFree(ctx, [base.id, version.id]);
    const { rows, labels } = await this.datasets.assertTrainable(ctx, version.id, body.method);
    const validates = Object.hasOwn(version.splits as object, 'validation');
    const { nproc_per_node = 1, nnodes = 1, target = this.defaults.target } = body;
    const gang = this.defaults.gangTargets?.includes(target) === true;
    assertTrainable(body, { validates, continues: from !== undefined, target, gang });
    const facts = {
      rows,
      labels,
      parameterCount: base.parameterCount === null ? null : Number(base.parameterCount),
      contextLength: base.contextLength,
      world: nproc_per_node * nnodes,
    };
    return {
      kind: 'finetune',
      base_model: base.id,
      dataset_version: version.id,
      rows,
      params: resolveParams(body, body.adapter, body.trainer, facts),
      ...(facts.world > 1 ? { processes: { nproc_per_node, nnodes } } : {}),
      ...(body.samples ? { samples: samplesOf(body.samples) } : {}),
      ...(from ? { continue_from: from } : {}),
      ...(openai ? { openai } : {}),
    };
  }

  /** Throws invalid where the model to go on from stands on another base. */
  async assertSameBase(
    ctx: Ctx,
    { base_model, continue_from: from }: FinetuneSpec,
    { siblings, at }: { siblings: Siblings; at: Path },
  ): Promise<void> {
    if (!from) return;
    const base =
      'job' in from
        ? [...siblings.values()].find(({ id }) => id === from.job)?.base
        : await this.artifacts.baseModelOf(ctx, from.artifact);
    if (!base || base === base_model) return;
    throw invalid('invalid_value', `The adapter to go on from was trained on the base model ${base}.`, {
      param: dotted([...at, 'continue_from']),
    });
  }

  /** A base model that can be trained on now. */
  async readyBase(ctx: Ctx, ref: string) {
    const base = await this.baseModels.resolve(ctx, ref);
    assertSupported(base);
    if (base.state === 'ready') return base;
    throw invalid('invalid_value', `Base model '${base.slug}' is ${base.state}, not ready.`, {
      param: 'base_model',
    });
  }

  async readyFree(ctx: Ctx, ref: string) {
    const base = await this.readyBase(ctx, ref);
    await this.artifacts.assertFree(ctx, [base.id]);
    return base;
  }

  async freeBase(ctx: Ctx, ref: string) {
    const base = await this.baseModels.resolve(ctx, ref);
    assertSupported(base);
    await this.artifacts.assertFree(ctx, [base.id]);
    return base;
  }
}

/** Throws invalid `unsupported_architecture` for a model of another modality. */
function assertSupported(base: { slug: string; architecture: string | null }): void {
  const why = unsupported(base);
  if (why) throw invalid('unsupported_architecture', why, { param: 'base_model', supported: SUPPORTED });
}
