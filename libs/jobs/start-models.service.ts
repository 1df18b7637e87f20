import { Inject, Injectable, Optional } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { invalid, notFound } from '#kernel/errors.js';
import { ArtifactsService } from '#artifacts/artifacts.service.js';
import { OWN_MODELS, type OwnModelsPort } from '#datasets/own-models.port.js';
import { JobsPlanner } from './jobs.planner.js';

export interface StartModel {
  base: Awaited<ReturnType<JobsPlanner['readyBase']>>;
  /** The artifact that training goes on from; null where it begins with the base model itself. */
  adapter: string | null;
}

/** What OpenAI's `model` of a fine-tuning job may name: a base model, an own `ft:` model, or a checkpoint of one. */
@Injectable()
export class StartModels {
  constructor(
    private readonly planner: JobsPlanner,
    private readonly artifacts: ArtifactsService,
    @Optional() @Inject(OWN_MODELS) private readonly own?: OwnModelsPort,
  ) {}

  /** Throws not_found `model_not_found`, denied `quarantined`, and what `readyBase` throws. */
  async resolve(ctx: Ctx, model: string): Promise<StartModel> {
    if (!model.startsWith('ft:')) return { base: await this.planner.readyBase(ctx, model), adapter: null };
    const adapter = await this.own?.findAdapter(ctx, model);
    if (!adapter)
      throw notFound(
        'model_not_found',
        `The model '${model.slice(0, 120)}' does not exist or has no adapter.`,
        {
          param: 'model',
        },
      );
    await this.artifacts.assertFree(ctx, [adapter]);
    const { kind } = await this.artifacts.get(ctx, adapter);
    if (kind !== 'adapter' && kind !== 'checkpoint')
      throw invalid('invalid_value', `The model '${model.slice(0, 120)}' has no adapter to train further.`, {
        param: 'model',
      });
    const base = await this.artifacts.baseModelOf(ctx, adapter);
    return { base: await this.planner.readyBase(ctx, base), adapter };
  }
}
