import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this clone, from the sources as from dist/. */
export const root = find(dirname(fileURLToPath(import.meta.url)));

function find(from: string): string {
  if (existsSync(join(from, 'package-lock.json'))) return from;
  if (from === dirname(from))
    throw new Error('the launcher must run inside its clone: no package-lock.json above it');
  return find(dirname(from));
}

export const program = (name: 'api' | 'worker' | 'cli' | 'launcher') =>
  join(root, 'dist/apps', name, 'main.js');
