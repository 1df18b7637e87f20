import type { Ctx } from '#kernel/context.js';
import { isId } from '#kernel/ids.js';
import type { OwnModelsPort } from '#datasets/own-models.port.js';
import type { Db } from '#platform/db.js';
import { checkpointOf } from './openai-id.js';
import type { VersionArtifacts } from './registry.contract.js';
import { calledFirst } from './variants.js';
import { RegistryRepository } from './registry.repository.js';

/** The artifact behind a registered version's name: asked by the datasets slice, which lies to the left. */
export class RegistryOwnModels implements OwnModelsPort {
  private readonly rows = new RegistryRepository();

  constructor(private readonly db: Db) {}

  findAdapter(ctx: Ctx, name: string): Promise<string | null> {
    const checkpoint = checkpointOf(name);
    return this.db.tx(ctx, async (tx) => {
      const { projectId } = ctx;
      if (checkpoint)
        return this.rows.checkpointArtifact(tx, {
          projectId,
          openaiId: checkpoint.of,
          step: checkpoint.step,
        });
      const version = await this.rows.findVersion(tx, { projectId, openaiId: name });
      return ((version?.artifacts ?? {}) as VersionArtifacts).adapter ?? null;
    });
  }

  findArtifact(ctx: Ctx, name: string): Promise<string | null> {
    return this.db.tx(ctx, async (tx) => {
      if (isId('art_', name)) return this.rows.modelArtifact(tx, ctx.projectId, name);
      const where = isId('mv_', name) ? { id: name } : { openaiId: name };
      const version = await this.rows.findVersion(tx, { projectId: ctx.projectId, ...where });
      return calledFirst((version?.artifacts ?? {}) as VersionArtifacts)[0] ?? null;
    });
  }
}
