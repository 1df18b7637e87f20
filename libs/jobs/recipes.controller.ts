import { Controller, Inject } from '@nestjs/common';
import { notFound } from '#kernel/errors.js';
import { Allowlist } from '#own-recipes/allowlist.js';
import type { InputOf } from '#platform/route.contract.js';
import { Input, Route } from '#platform/route.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { getRecipe, listRecipes } from './recipes.contract.js';
import { builtIn, ownView } from './recipes.view.js';

@Controller()
export class RecipesController {
  private readonly allowed: Allowlist;
  private readonly ours = builtIn();

  constructor(@Inject(JOB_DEFAULTS) { ownRecipes }: JobDefaults) {
    this.allowed = ownRecipes ?? Allowlist.none;
  }

  @Route(listRecipes)
  async list() {
    const own = await Promise.all(
      this.allowed.all().map(async (entry) => ownView(entry, await this.allowed.availability(entry))),
    );
    return { object: 'list' as const, data: [...own, ...this.ours] };
  }

  @Route(getRecipe)
  async get(@Input() { params: { name } }: InputOf<typeof getRecipe>) {
    const entry = this.allowed.find(name)?.entry;
    if (entry) return ownView(entry, await this.allowed.availability(entry));
    const ours = this.ours.find((one) => one.name === name);
    if (!ours) throw notFound('recipe_not_found', `No recipe '${name}': GET /v1/recipes lists them.`);
    return ours;
  }
}
