import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';

const common = { method: 'get', tag: 'recipes', roles: READERS } as const;
export const listRecipes = defineRoute({
  ...common,
  id: 'recipes_list',
  path: '/recipes',
  summary: 'The recipes that jobs run: those of Luthier, and the own ones that this installation allows',
});
export const getRecipe = defineRoute({
  ...common,
  id: 'recipes_get',
  path: '/recipes/:name',
  params: z.strictObject({ name: z.string().min(1).max(63) }),
  summary: 'A recipe: what it reads, leaves and takes',
});

export const recipeView = z.looseObject({
  object: z.literal('recipe'),
  name: z.string(),
  /** `own`: of the operator's allowlist, submitted as a job of the kind `own`. */
  origin: z.enum(['luthier', 'own']),
  description: z.string().nullable(),
  does: z.string().meta({ description: 'finetune, evaluate, transform; of ours the kind of its jobs.' }),
  program: z.enum(['file', 'image']),
  digest: z.string().nullable().meta({ description: 'What an own recipe is pinned by.' }),
  inputs: z.array(
    z.looseObject({
      name: z.string(),
      type: z.string(),
      optional: z.boolean(),
      split: z.string().optional(),
      kinds: z.array(z.string()).optional(),
    }),
  ),
  outputs: z.array(z.string()).nullable(),
  params: z.record(z.string(), z.unknown()).meta({ description: 'JSON schema.' }),
  available: z
    .boolean()
    .nullable()
    .meta({ description: 'Whether it can run now; null: unknown, for the Docker engine does not answer.' }),
  reason: z.string().nullable().meta({ description: 'Why it cannot run now, or why that is unknown.' }),
});
export type RecipeView = z.output<typeof recipeView>;
