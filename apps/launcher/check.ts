import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from './app.js';
import { readArgs } from './args.js';
import { plainEnv } from './child-env.js';
import { exec } from './exec.js';
import type { SuiteResult } from './results.js';
import { root } from './root.js';
import { staleFiles } from './settings-command.js';
import { report, runSuites } from './test.js';

/** Runs one static check; answers with its faults. */
type Part = (app: App) => Promise<string[]>;

const tool =
  (script: string, ...args: string[]): Part =>
  async (app) => {
    const code = await exec(process.execPath, [join(root, 'node_modules', script), ...args], {
      cwd: root,
      env: { ...plainEnv(app.env), NODE_OPTIONS: '--max-old-space-size=4096' },
      signal: app.signal,
    });
    return code === 0 ? [] : [`ended with exit ${code}`];
  };

// Programs and the committed files that they write: running one must change nothing.
const GENERATED: Record<string, string[]> = {
  'jobs/schema/generate.mjs': ['jobs/schema'],
  'libs/client/generate.mjs': ['openapi.json', 'libs/client/schema.ts'],
  'docs/generate.mjs': ['docs/cli.md', 'docs/job-lifecycle.md', 'docs/webhooks.md'],
  'docs/conformance.mjs': ['docs/openai-conformance.md'],
  'docs/third-party.mjs': ['THIRD_PARTY.md'], // fails on a license that is not allowed
};

const PARTS: Record<string, Part> = {
  lint: tool('eslint/bin/eslint.js', '.'), // the import rules are part of it
  format: tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  types: tool('typescript7/bin/tsc', '-p', 'tsconfig.json'),
  'types of the console': tool('typescript7/bin/tsc', '-p', 'apps/console/tsconfig.json'),
  generated,
};

/** Lint, beside it format, types and generated files; then, without --static, the unit and integration tests. */
export async function check(app: App, args: string[]): Promise<number> {
  const options = readArgs(args, { static: { type: 'boolean' } });
  const [longest, ...others] = Object.entries(PARTS);
  const results = (await Promise.all([inTurn(app, [longest!]), inTurn(app, others)])).flat();
  if (!options.static) results.push(...(await runSuites(app, ['unit', 'it'])));
  return report(app, results);
}

async function inTurn(app: App, parts: readonly [string, Part][]): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const [name, part] of parts) {
    app.progress.say(`\n== ${name}`);
    const started = Date.now();
    const faults = await part(app);
    const seconds = (Date.now() - started) / 1000;
    results.push({ name, passed: faults.length ? 0 : 1, failed: faults.length, skipped: 0, seconds, faults });
  }
  return results;
}

async function generated(app: App): Promise<string[]> {
  const faults = staleFiles().map((name) => `finds ${name} stale: node apps/launcher/bootstrap.mjs settings`);
  for (const [program, paths] of Object.entries(GENERATED)) {
    const before = digest(paths);
    const code = await exec(process.execPath, [join(root, program)], {
      cwd: root,
      env: plainEnv(app.env),
      signal: app.signal,
    });
    if (code !== 0) faults.push(`cannot run ${program} (exit ${code})`);
    else if (digest(paths) !== before)
      faults.push(`found ${paths.join(', ')} stale; ${program} has just renewed it`);
  }
  return faults;
}

/** Of files, and of all files right inside folders. */
function digest(paths: string[]): string {
  const hash = createHash('sha256');
  for (const path of paths) {
    const full = join(root, path);
    const files = statSync(full).isDirectory() ? readdirSync(full).map((name) => join(full, name)) : [full];
    for (const file of files.sort())
      if (statSync(file).isFile()) hash.update(file).update(readFileSync(file));
  }
  return hash.digest('hex');
}
