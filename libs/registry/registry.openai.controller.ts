import { Controller } from '@nestjs/common';
import type { Ctx } from '#kernel/context.js';
import { notFound } from '#kernel/errors.js';
import { BaseModelsService } from '#base-models/base-models.service.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { ProjectsService } from '#projects/projects.service.js';
import { CheckpointModels } from './checkpoint-models.service.js';
import { ModelDuties } from './model-duties.service.js';
import * as contract from './registry.contract.js';
import { RegistryService } from './registry.service.js';

/** OpenAI's view of what can be named as a model: base models that are ready, and fine-tuned versions. */
@Controller()
export class OpenAiModelsController {
  constructor(
    private readonly registry: RegistryService,
    private readonly baseModels: BaseModelsService,
    private readonly projects: ProjectsService,
    private readonly duties: ModelDuties,
    private readonly checkpoints: CheckpointModels,
  ) {}

  @Route(contract.listOpenAiModels)
  async list(@Input() { ctx }: InputOf<typeof contract.listOpenAiModels>) {
    return { object: 'list' as const, data: await this.all(ctx) };
  }

  @Route(contract.getOpenAiModel)
  async get(@Input() { ctx, params }: InputOf<typeof contract.getOpenAiModel>) {
    const models = await this.all(ctx);
    const bySlug = models.find((model) => model.id === params.model);
    const found = bySlug ?? models.find((model) => 'hub_id' in model && model.hub_id === params.model);
    if (!found)
      throw notFound('model_not_found', `The model '${params.model.slice(0, 120)}' does not exist.`, {
        param: 'model',
      });
    return found;
  }

  @Route(contract.deleteOpenAiModel)
  delete(@Input() { ctx, params }: InputOf<typeof contract.deleteOpenAiModel>) {
    return this.checkpoints.delete(ctx, params.model);
  }

  private async all(ctx: Ctx) {
    const { org } = await this.projects.get(ctx);
    const bases = await this.readyBases(ctx);
    const windows = new Map(bases.map((base) => [base.id, base.context_length]));
    const versions = await this.registry.versions(ctx);
    const duties = await this.duties.of(ctx, versions);
    const none = { attribution: [], obligations: [] };
    const tuned = versions.map((version) => ({
      ...this.registry.openaiView(version, {
        contextWindow: windows.get(version.baseModelId) ?? null,
        ownedBy: org,
      }),
      luthier: duties.get(version.id) ?? none,
    }));
    const steps = (await this.checkpoints.unmade(ctx, versions)).map((checkpoint) => ({
      ...this.checkpoints.openaiView(checkpoint, {
        contextWindow: windows.get(checkpoint.version.baseModelId) ?? null,
        ownedBy: org,
      }),
      luthier: duties.get(checkpoint.version.id) ?? none,
    }));
    const base = bases.map((row) => ({
      id: row.slug,
      object: 'model' as const,
      created: row.created_at,
      owned_by: row.hub_id.split('/')[0] ?? row.hub_id,
      hub_id: row.hub_id,
      context_window: row.context_length,
      license: row.license_id ?? row.license.declared,
      parent: null,
    }));
    return [...tuned, ...steps, ...base];
  }

  private async readyBases(ctx: Ctx) {
    const out = [];
    for (let after: string | undefined; ;) {
      const page = await this.baseModels.list(ctx, { limit: 100, order: 'desc', state: ['ready'], after });
      out.push(...page.data);
      if (!page.has_more || !page.last_id) return out;
      after = page.last_id;
    }
  }
}
