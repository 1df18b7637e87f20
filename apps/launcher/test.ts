import { join } from 'node:path';
import type { App } from './app.js';
import { readArgs } from './args.js';
import { concernedLongTests } from './changed.js';
import { Failure } from './failure.js';
import { fitting, longSeconds } from './fitting.js';
import { type SuiteResult, summary } from './results.js';
import { root } from './root.js';
import { setup } from './setup.js';
import { SUITES, type SuiteName, runInOrder, withBench } from './suites.js';

/** The tests that need packages of their own: half a gigabyte of clients, and lm-evaluation-harness. */
const CLIENTS = join(root, 'test/e2e/clients.long.ts');
const LM_EVAL = join(root, 'test/e2e/lm-eval.long.ts');
const EVERY_DAY: SuiteName[] = ['unit', 'it', 'e2e', 'fault', 'python'];

/** Runs the suites; the last line is exactly `N passed, N failed, N skipped`. */
export async function test(app: App, args: string[]): Promise<number> {
  const options = readArgs(args, { suite: { type: 'string', multiple: true }, filter: { type: 'string' } });
  const wrong = options.suite?.find((name) => !SUITES.includes(name as SuiteName));
  if (wrong) throw new Failure(`there is no suite ${wrong}`, `one of ${SUITES.join(', ')}`);
  return runAll(app, (options.suite as SuiteName[] | undefined) ?? EVERY_DAY, options.filter);
}

export async function testLong(app: App, args: string[]): Promise<number> {
  const options = readArgs(args, {
    ...{ filter: { type: 'string' }, changed: { type: 'boolean' }, within: { type: 'string' } },
  });
  const files = options.changed ? concernedLongTests(root) : null;
  if (files?.length === 0) app.progress.say('no long test is concerned by what has changed');
  if (files?.length === 0) return report(app, []);
  if (options.within && options.filter)
    throw new Failure('--within is for all of them', 'leave out --filter');
  if (options.within) return runFitting(app, files, options.within);
  return runAll(app, ['long'], options.filter ?? files?.map(escaped).join('|'));
}

/** Runs what fits into so many seconds, and counts each file that does not as one skipped. */
async function runFitting(app: App, files: readonly string[] | null, given: string): Promise<number> {
  const within = Number(given);
  if (!Number.isFinite(within)) throw new Failure(`${given} is no number of seconds`, '--within 1800');
  const seconds = longSeconds();
  const { run, left } = fitting(files ?? Object.keys(seconds), { seconds, within });
  for (const file of left) app.progress.say(`left out, it would not end within ${within} s: ${file}`);
  const results = run.length > 0 ? await runSuites(app, ['long'], run.map(escaped).join('|')) : [];
  const skipped = { name: 'left out', passed: 0, failed: 0, skipped: left.length, seconds: 0, faults: [] };
  return report(app, left.length > 0 ? [...results, skipped] : results);
}

const escaped = (path: string): string => path.replaceAll('.', '\\.');

async function runAll(app: App, names: SuiteName[], filter: string | undefined): Promise<number> {
  const results = await runSuites(app, names, filter);
  return report(app, results);
}

export async function runSuites(app: App, names: SuiteName[], filter?: string): Promise<SuiteResult[]> {
  const isRun = (file: string) =>
    names.includes('long') && (filter === undefined || new RegExp(filter, 'i').test(file));
  const lmEval = isRun(LM_EVAL) || Boolean(app.env['LUTHIER_TEST_LM_EVAL']);
  const tools = await setup(app, { mlflow: true, dev: true, clients: isRun(CLIENTS), lmEval });
  return withBench(app, tools, (bench) => runInOrder(bench, names, filter));
}

/** Prints one line for each suite, then the sum; answers the exit code. */
export function report(app: App, results: SuiteResult[]): number {
  app.progress.say('');
  for (const r of results) {
    app.progress.say(
      `${r.failed ? '✖' : '✔'} ${r.name.padEnd(8)} ${summary([r])} in ${r.seconds.toFixed(1)} s`,
    );
    for (const fault of r.faults) app.progress.say(`    ${r.name} ${fault}`);
  }
  app.progress.say(summary(results));
  return results.some((r) => r.failed > 0) ? 1 : 0;
}
