import { z } from 'zod';
import type { Availability } from '#own-recipes/allowlist.js';
import { digestOf, type OwnRecipe, programOf } from '#own-recipes/own-recipe.js';
import { JobSpec } from './recipe.contract.js';
import type { RecipeView } from './recipes.contract.js';

export const ownView = (entry: OwnRecipe, now: Availability): RecipeView => ({
  object: 'recipe',
  name: entry.name,
  origin: 'own',
  description: entry.description,
  does: entry.does,
  program: 'image' in entry ? 'image' : 'file',
  digest: digestOf(programOf(entry)),
  inputs: Object.entries(entry.inputs).map(([name, of]) => ({ name, ...of })),
  outputs: entry.outputs,
  params: entry.params,
  ...now,
});

/** For tests of faults and of targets, and the shape of the others. */
const HIDDEN = ['contract_trainer', 'check_target', 'own'];

/** Ours: their params are those of the attempt's spec, in which `auto` has become a number. */
export const builtIn = (): RecipeView[] =>
  JobSpec.options.flatMap(({ shape }) => {
    const { kind, recipe, inputs, params } = shape;
    const name = recipe.value;
    if (HIDDEN.includes(name) || !('shape' in inputs)) return [];
    return [
      {
        ...{ object: 'recipe' as const, name, origin: 'luthier' as const, description: null },
        ...{ does: 'value' in kind ? kind.value : 'any', program: 'file' as const, digest: null },
        inputs: Object.entries(inputs.shape as Record<string, z.ZodType>)
          .filter(([one]) => one !== 'checkpoint')
          .map(([one, of]) => ({ name: one, type: 'path', optional: of.safeParse(undefined).success })),
        outputs: null,
        params: z.toJSONSchema(params),
        ...{ available: true, reason: null },
      },
    ];
  });
