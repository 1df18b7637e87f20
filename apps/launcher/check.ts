import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
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

// Files that a program writes and that are committed: running it must change nothing.
const GENERATED = [{ program: 'jobs/schema/generate.mjs', folder: 'jobs/schema', ext: '.json' }];

const PARTS: Record<string, Part> = {
  format: tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  lint: tool('eslint/bin/eslint.js', '.'), // the import rules are part of it
  types: tool('typescript7/bin/tsc', '-p', 'tsconfig.json'),
  generated,
};

/** Format, lint, types and generated files; then, without --static, the unit and integration tests. */
export async function check(app: App, args: string[]): Promise<number> {
  const options = readArgs(args, { static: { type: 'boolean' } });
  const results: SuiteResult[] = [];
  for (const [name, part] of Object.entries(PARTS)) {
    app.progress.say(`\n== ${name}`);
    const started = Date.now();
    const faults = await part(app);
    const seconds = (Date.now() - started) / 1000;
    results.push({ name, passed: faults.length ? 0 : 1, failed: faults.length, skipped: 0, seconds, faults });
  }
  if (!options.static) results.push(...(await runSuites(app, ['unit', 'it'])));
  return report(app, results);
}

async function generated(app: App): Promise<string[]> {
  const faults = staleFiles().map((name) => `finds ${name} stale: node apps/launcher/bootstrap.mjs settings`);
  for (const { program, folder, ext } of GENERATED) {
    const before = digest(folder, ext);
    const code = await exec(process.execPath, [join(root, program)], {
      cwd: root,
      env: plainEnv(app.env),
      signal: app.signal,
    });
    if (code !== 0) faults.push(`cannot run ${program} (exit ${code})`);
    else if (digest(folder, ext) !== before)
      faults.push(`found ${folder} stale; ${program} has just renewed it`);
  }
  return faults;
}

function digest(folder: string, ext: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(join(root, folder)).sort()) {
    if (name.endsWith(ext)) hash.update(name).update(readFileSync(join(root, folder, name)));
  }
  return hash.digest('hex');
}
