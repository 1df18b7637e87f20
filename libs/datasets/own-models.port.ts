import type { Ctx } from '#kernel/context.js';

/** Names of models that this project made: asked when a dataset version says who generated it, and to train one further. */
export interface OwnModelsPort {
  /** The artifact behind an `ft:`, `mv_` or `art_` name; null where the project has none. */
  findArtifact(ctx: Ctx, name: string): Promise<string | null>;
  /** The adapter behind an `ft:` name, that of a checkpoint too; null where the project has no such model. */
  findAdapter(ctx: Ctx, name: string): Promise<string | null>;
}

/** DI token; without it such a name is refused. */
export const OWN_MODELS = 'OWN_MODELS';
