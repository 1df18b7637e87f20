import { isDeepStrictEqual } from 'node:util';
import { invalid } from '#kernel/errors.js';
import type { Allowed } from '#own-recipes/allowlist.js';
import { type OwnInput, type OwnRecipe, programOf } from '#own-recipes/own-recipe.js';
import { dotted, parseInput } from '#platform/zod-input.js';
import type { JobDefaults } from './defaults.js';
import type { ArtifactRef } from './job-fields.contract.js';
import type { OwnBody } from './jobs.contract.js';
import type { OwnInputRef, OwnSpec, StoredRef } from './spec.js';

type Path = readonly PropertyKey[];

/** How the planner looks up what a job names. Each throws for what is not there, held back or of another kind. */
export interface OwnLookups {
  base(ref: string, at: Path): Promise<string>;
  dataset(of: { dataset_version: string; split: string }, at: Path): Promise<string>;
  artifact(ref: ArtifactRef, of: { kinds: readonly string[]; at: Path }): Promise<StoredRef>;
}

/** Turns a request for an own recipe into what is stored of it. */
export class OwnJobs {
  constructor(private readonly defaults: JobDefaults) {}

  /** Throws invalid for a recipe that is not allowed or no more the one that was, for params, and for every odd input. */
  async spec(body: OwnBody, look: OwnLookups, at: Path): Promise<OwnSpec> {
    const { entry, params } = await this.allowed(body.recipe, at);
    const checked = parseInput(params, body.params, 'body', [...at, 'params']) as Record<string, unknown>;
    assertNames(entry, body.inputs, [...at, 'inputs']);
    const inputs: Record<string, OwnInputRef> = {};
    for (const [name, of] of Object.entries(entry.inputs)) {
      const value = body.inputs[name];
      if (value !== undefined) inputs[name] = await input(of, value, { look, at: [...at, 'inputs', name] });
    }
    return {
      kind: 'own',
      own: { name: entry.name, ...programOf(entry) },
      does: entry.does,
      inputs,
      outputs: entry.outputs,
      params: checked,
    };
  }

  /** Where it runs: an image in containers alone. */
  target(name: string, asked: string | undefined, at: Path): string | undefined {
    const entry = this.defaults.ownRecipes?.find(name)?.entry;
    if (!entry || !('image' in entry)) return asked;
    if (asked === undefined || asked === 'docker') return 'docker';
    throw invalid(
      'invalid_value',
      `The recipe '${name}' is an image, which runs on the target docker alone.`,
      {
        param: dotted([...at, 'target']),
      },
    );
  }

  /** Throws for a program that is not the one of the entry any more: what a job stored is what it runs. */
  assertSame({ own }: OwnSpec): OwnRecipe {
    const entry = this.defaults.ownRecipes?.find(own.name)?.entry;
    const param = { param: 'recipe' };
    if (!entry)
      throw invalid('recipe_not_allowed', `The recipe '${own.name}' is not allowed here any more.`, param);
    if (!isDeepStrictEqual({ name: own.name, ...programOf(entry) }, own))
      throw invalid('recipe_not_allowed', `Another recipe is allowed as '${own.name}' by now.`, param);
    return entry;
  }

  private async allowed(name: string, at: Path): Promise<Allowed> {
    const param = dotted([...at, 'recipe']);
    const list = this.defaults.ownRecipes;
    const found = list?.find(name);
    if (!list || !found) {
      const names = list?.all().map((one) => one.name) ?? [];
      const known = names.length > 0 ? `it has ${names.join(', ')}` : 'it has none';
      throw invalid(
        'recipe_not_allowed',
        `This installation allows no recipe '${name}'; ${known}. Its operator keeps the list (LUTHIER_OWN_RECIPES).`,
        { param },
      );
    }
    const { available, reason } = await list.availability(found.entry);
    // unknown: the engine is away, and jobs wait for it
    if (available !== false) return found;
    const why = reason?.replace(/\.$/, '') ?? '';
    throw invalid('recipe_not_allowed', `The recipe '${name}' cannot run: ${why}.`, { param });
  }
}

function assertNames(entry: OwnRecipe, given: OwnBody['inputs'], at: Path): void {
  const known = Object.keys(entry.inputs);
  const odd = Object.keys(given).find((name) => !known.includes(name));
  if (odd !== undefined)
    throw invalid('unknown_parameter', `The recipe reads no input '${odd}'; it reads ${known.join(', ')}.`, {
      param: dotted([...at, odd]).slice(0, 200),
    });
  const missing = known.find((name) => !entry.inputs[name]!.optional && given[name] === undefined);
  if (missing === undefined) return;
  const param = dotted([...at, missing]);
  throw invalid('missing_required_parameter', `Missing required parameter: '${param}'.`, { param });
}

async function input(
  of: OwnInput,
  value: ArtifactRef,
  { look, at }: { look: OwnLookups; at: Path },
): Promise<OwnInputRef> {
  if (of.type === 'artifact') return look.artifact(value, { kinds: of.kinds, at });
  if (typeof value !== 'string')
    throw invalid('invalid_value', `This takes the id of a ${of.type.replace('_', ' ')}.`, {
      param: dotted(at),
    });
  if (of.type === 'base_model') return { base_model: await look.base(value, at) };
  const { split } = of;
  return { dataset_version: await look.dataset({ dataset_version: value, split }, at), split };
}
