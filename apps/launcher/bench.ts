import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import type { App } from './app.js';
import { readArgs } from './args.js';
import { exec } from './exec.js';
import { root } from './root.js';
import { setup } from './setup.js';
import { withBench } from './suites.js';

/** Measures on servers of its own and holds the figures against their bars; exits 1 where one is missed. */
export async function bench(app: App, args: string[]): Promise<number> {
  const options = readArgs(args, {
    only: { type: 'string' },
    pairs: { type: 'string' },
    steps: { type: 'string' },
    mb: { type: 'string' },
    rounds: { type: 'string' },
    json: { type: 'boolean' },
  });
  const tools = await setup(app, { mlflow: false, dev: true });
  return withBench(app, tools, ({ env, app: { signal } }) => {
    const hooks = pathToFileURL(join(root, 'test/support/ts-hooks.mjs')).href;
    const own = Object.entries(options).flatMap(([name, value]) =>
      value === true ? [`--${name}`] : [`--${name}`, String(value)],
    );
    const node = ['--no-warnings', '--import', hooks, 'test/bench/main.ts', ...own];
    return exec(process.execPath, node, { cwd: root, env, signal });
  });
}
