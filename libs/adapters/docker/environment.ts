import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LaunchPlace } from './container-start.js';

type Mounted = Pick<LaunchPlace, 'jobsDir' | 'sitePackages' | 'converterDir' | 'llamaDir'>;

/** Digest of a container to be: its image, and what of this machine is mounted into it, as far as that shapes its output. */
export async function environmentOf(image: string, place: Mounted): Promise<string> {
  const facts = {
    image,
    recipes: place.jobsDir ? await recipes(place.jobsDir) : null,
    packages: place.sitePackages ? await distributions(place.sitePackages) : null,
    converter: place.converterDir ? await distributions(place.converterDir) : null,
    llama: place.llamaDir ? await libraries(place.llamaDir) : null,
  };
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex');
}

async function recipes(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const below of ['', 'lib', 'recipes'])
    for (const name of (await namesIn(join(folder, below))).filter((one) => one.endsWith('.py')).sort())
      hash.update(`${below}/${name}\0`).update(await readFile(join(folder, below, name)));
  return hash.digest('hex');
}

const namesIn = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });

/** pip names a package with its version in the folder of its metadata. */
const distributions = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.dist-info')).sort();

async function libraries(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.includes('.so')).sort();
  return Promise.all(names.map(async (name) => `${name} ${(await stat(join(folder, name))).size}`));
}
