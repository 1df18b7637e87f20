import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { type OwnRecipe, ownRecipes } from './own-recipe.js';
import type { OwnImages } from './own-images.port.js';
import { readRecipe, type RecipeFiles } from './recipe-files.js';

/** A recipe that may run here, with the check of its params. */
export interface Allowed {
  entry: OwnRecipe;
  params: z.ZodType;
}

/** Whether a recipe can run now, and why not; null where nobody could be asked. */
export interface Availability {
  available: boolean | null;
  reason: string | null;
}

const AVAILABLE: Availability = { available: true, reason: null };

interface Place {
  /** Where relative paths start. */
  folder: string;
  /** Absent: there is no target that runs images. */
  images?: OwnImages;
}

/** The own recipes and images that this installation allows: read once at boot, so that nothing changes it beneath a job. */
export class Allowlist {
  private constructor(
    private readonly entries: ReadonlyMap<string, Allowed>,
    private readonly place: Place,
  ) {}

  static readonly none = new Allowlist(new Map(), { folder: '/' });

  /** Throws Error with every fault of the file; the process that reads it does not start. */
  static read(path: string, images?: OwnImages): Allowlist {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw new Error(`LUTHIER_OWN_RECIPES: ${path} cannot be read: ${(error as Error).message}`, {
        cause: error,
      });
    }
    return Allowlist.parse(text, { path, folder: dirname(resolve(path)), ...(images && { images }) });
  }

  static parse(text: string, { path, ...place }: { path: string } & Place): Allowlist {
    const faults: string[] = [];
    const entries = new Map<string, Allowed>();
    for (const [index, entry] of listed(text, faults).entries()) {
      const at = `recipes[${index}] (${entry.name})`;
      if (entries.has(entry.name)) faults.push(`${at}: the name is taken by an earlier entry`);
      try {
        entries.set(entry.name, { entry, params: z.fromJSONSchema(entry.params) });
      } catch (error) {
        faults.push(`${at}.params: is no JSON schema that is understood: ${(error as Error).message}`);
      }
    }
    if (faults.length > 0) throw new Error(`LUTHIER_OWN_RECIPES, ${path}:\n  ${faults.join('\n  ')}`);
    return new Allowlist(entries, place);
  }

  find(name: string): Allowed | null {
    return this.entries.get(name) ?? null;
  }

  all(): OwnRecipe[] {
    return [...this.entries.values()].map(({ entry }) => entry);
  }

  /** The bytes that were allowed, and only those. Throws Error in words for any other, and for an image, which has none. */
  async files(entry: OwnRecipe): Promise<RecipeFiles> {
    if ('image' in entry) throw new Error(`${entry.name} is an image`);
    const found = await readRecipe(resolve(this.place.folder, entry.file));
    if (found.sha256 === entry.sha256) return found;
    throw new Error(
      `the recipe's file is not the one that was allowed: its sha256 is ${found.sha256}, the allowlist names ${entry.sha256}`,
    );
  }

  async availability(entry: OwnRecipe): Promise<Availability> {
    if ('image' in entry) return this.imageAvailability(entry.image);
    return this.files(entry).then(
      () => AVAILABLE,
      ({ message }: Error) => ({ available: false, reason: message }),
    );
  }

  private async imageAvailability(image: string): Promise<Availability> {
    const { images } = this.place;
    if (!images)
      return {
        available: false,
        reason: 'images run on the target docker, which is not set up (DOCKER_HOST)',
      };
    return images.fault(image).then(
      (reason) => (reason === null ? AVAILABLE : { available: false, reason }),
      ({ message }: Error) => ({ available: null, reason: message }),
    );
  }
}

function listed(text: string, faults: string[]): OwnRecipe[] {
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 100 });
  } catch (error) {
    faults.push(`is no YAML: ${(error as Error).message.split('\n')[0]}`);
    return [];
  }
  const read = ownRecipes.safeParse(value);
  if (read.success) return read.data.recipes;
  for (const issue of read.error.issues) faults.push(...told(issue, issue.path));
  return [];
}

/** Of a file and an image the faults of what was meant: the alternative that complains least. */
function told(issue: z.core.$ZodIssue, path: readonly PropertyKey[]): string[] {
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const [best] = [...issue.errors].sort((a, b) => a.length - b.length);
    return best!.flatMap((inner) => told(inner, [...path, ...inner.path]));
  }
  const at = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return [`${at.replace(/^\./, '') || 'the file'}: ${issue.message}`];
}
