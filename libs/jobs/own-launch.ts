import { programOf } from '#own-recipes/own-recipe.js';
import type { AttemptFolder } from './attempt-folder.js';
import type { AttemptLaunch } from './compute.port.js';
import type { JobDefaults } from './defaults.js';
import { JobFailure } from './job-failure.js';
import type { JobRow } from './jobs.repository.js';
import type { OwnSpec, StoredSpec } from './spec.js';

const ownOf = ({ spec }: Pick<JobRow, 'spec'>): OwnSpec | null => {
  const stored = spec as unknown as StoredSpec;
  return stored.kind === 'own' ? stored : null;
};

/** The entry that is allowed now. Throws JobFailure `recipe_rejected` where it names another program than the job was submitted with. */
function allowed({ own }: OwnSpec, { ownRecipes }: JobDefaults) {
  const found = ownRecipes?.find(own.name)?.entry;
  if (!found)
    throw new JobFailure('recipe_rejected', `The recipe '${own.name}' is not allowed here any more.`);
  const now = programOf(found);
  const same =
    'image' in own ? 'image' in now && own.image === now.image : 'sha256' in now && own.sha256 === now.sha256;
  if (!same)
    throw new JobFailure(
      'recipe_rejected',
      `Another recipe is allowed as '${own.name}' by now; submit again.`,
    );
  return found;
}

/** The bytes of an own recipe, held against the digest that was allowed; null for an image and for every other job. */
export async function ownFiles(job: Pick<JobRow, 'spec'>, defaults: JobDefaults) {
  const spec = ownOf(job);
  if (!spec) return null;
  const entry = allowed(spec, defaults);
  if ('image' in entry) return null;
  const read = await defaults.ownRecipes!.files(entry).catch((error: Error) => {
    throw new JobFailure('recipe_rejected', `${spec.own.name}: ${error.message}.`);
  });
  return read.files;
}

export function ownLaunch(
  job: Pick<JobRow, 'spec'>,
  { folder, defaults }: { folder: AttemptFolder; defaults: JobDefaults },
): Pick<AttemptLaunch, 'own'> {
  const spec = ownOf(job);
  if (!spec) return {};
  if ('sha256' in spec.own) return { own: { recipe: folder.recipe } };
  const entry = allowed(spec, defaults);
  return 'image' in entry ? { own: { image: entry.image, command: entry.command } } : {};
}
