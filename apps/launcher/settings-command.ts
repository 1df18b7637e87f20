import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.js';
import { readArgs } from './args.js';
import { Failure } from './failure.js';
import { readOrNull } from './private-file.js';
import { root } from './root.js';
import { BEGIN, END, envExample, withTable } from './settings.js';

/** Writes .env.example and the README's table; with --check only says whether they are fresh. */
export function settingsCommand(app: App, args: string[]): Promise<number> {
  const options = readArgs(args, { check: { type: 'boolean' } });
  for (const name of staleFiles()) {
    if (options.check) throw new Failure(`${name} is stale`, 'node apps/launcher/bootstrap.mjs settings');
    writeFileSync(join(root, name), freshText(name)!);
    app.progress.say(`wrote ${name}`);
  }
  return Promise.resolve(0);
}

const FILES = ['.env.example', 'README.md'] as const;

/** The generated files that differ from what the schema of the settings would give. */
export const staleFiles = (): (typeof FILES)[number][] =>
  FILES.filter((name) => {
    const fresh = freshText(name);
    return fresh !== null && fresh !== readOrNull(join(root, name));
  });

function freshText(name: (typeof FILES)[number]): string | null {
  if (name === '.env.example') return envExample();
  const readme = readOrNull(join(root, name));
  if (readme === null) return null;
  const fresh = withTable(readme);
  if (fresh === null) throw new Failure(`README.md has no place for the settings: ${BEGIN} and ${END}`);
  return fresh;
}
