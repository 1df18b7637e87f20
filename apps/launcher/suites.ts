import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree } from '#platform/remove-tree.js';
import type { App } from './app.js';
import { plainEnv } from './child-env.js';
import { exec } from './exec.js';
import { Failure, Interrupted } from './failure.js';
import { endAll, naming } from './leftovers.js';
import { ensureDatabase, prepareCluster } from './postgres.js';
import { privateDir, readOrNull } from './private-file.js';
import { temporaryFolder } from './reachable.js';
import { type Counts, type SuiteResult, jestCounts, judge, junitCounts } from './results.js';
import { root } from './root.js';
import { launch, stopService, untilReady } from './service.js';
import type { Toolbox } from './setup.js';

export const SUITES = ['unit', 'it', 'e2e', 'fault', 'python', 'long'] as const;
export type SuiteName = (typeof SUITES)[number];

export interface Bench {
  app: App;
  tools: Toolbox;
  /** Where this run keeps its files; gone afterwards. */
  scratch: string;
  env: Record<string, string>;
}

/** Runs work beside a PostgreSQL of its own and an empty folder; both are gone afterwards. */
export async function withBench<T>(app: App, tools: Toolbox, work: (bench: Bench) => Promise<T>): Promise<T> {
  const scratch = temporaryFolder('luthier-test-');
  const dataDir = privateDir(join(scratch, 'postgres'));
  const { LUTHIER_CACHE_DIR: cacheDir } = app.config;
  try {
    const cluster = await prepareCluster({
      dataDir,
      cacheDir,
      env: app.env,
      signal: app.signal,
      throwaway: true,
    });
    const running = await launch(cluster.service);
    try {
      const fault = await untilReady(cluster.service, running, app.signal);
      if (app.signal.aborted) throw new Interrupted();
      if (fault) throw new Failure(fault);
      await ensureDatabase(cluster);
      return await work({
        app,
        tools,
        scratch,
        env: testEnv(app, tools, { scratch, adminUrl: cluster.adminUrl }),
      });
    } finally {
      await stopService(cluster.service, running);
      rmSync(cluster.folder, { recursive: true, force: true });
    }
  } finally {
    await endAll(naming(scratch), 2); // what a test that was cut off has left running
    await removeTree(scratch);
  }
}

function testEnv(
  app: App,
  tools: Toolbox,
  at: { scratch: string; adminUrl: string },
): Record<string, string> {
  const tmp = join(at.scratch, 'tmp');
  mkdirSync(tmp, { mode: 0o711 });
  return {
    ...plainEnv(app.env),
    ...passedOn(app),
    TMPDIR: tmp,
    LUTHIER_CACHE_DIR: app.config.LUTHIER_CACHE_DIR,
    LUTHIER_DATA_DIR: join(at.scratch, 'data'),
    LUTHIER_PYTHON: app.config.LUTHIER_PYTHON,
    LUTHIER_TEST_DATABASE_URL: at.adminUrl,
    LUTHIER_TEST_PYTHON: tools.trainPython,
    LUTHIER_TEST_TRAIN_PYTHON: tools.trainPython,
    LUTHIER_TEST_GGUF_DIR: tools.ggufDir,
    LUTHIER_TEST_DEV_DIR: tools.devDir ?? '',
    LUTHIER_TEST_OPENAI_DIR: tools.openaiDir ?? '',
    LUTHIER_TEST_SIGNING_DIR: tools.signingDir ?? '',
    LUTHIER_TEST_SCHEMATHESIS_DIR: tools.schemathesisDir ?? '',
    LUTHIER_TEST_LM_EVAL_DIR: tools.lmEvalDir,
    LUTHIER_TEST_CLIENTS_DIR: tools.clientsDir ?? '',
    LUTHIER_TEST_SERVERS_DIR: tools.serversDir ?? '',
    JOB_CONVERTER_DIR: tools.ggufDir,
    // a minute that npm test has not
    JOB_LLMCOMPRESSOR_PYTHON: app.env['LUTHIER_TEST_LLMCOMPRESSOR'] ? tools.llmcompressorPython : '',
    JOB_LM_EVAL_DIR: app.env['LUTHIER_TEST_LM_EVAL'] ? tools.lmEvalDir : '',
    JOB_VLLM: app.env['LUTHIER_TEST_VLLM'] ?? '',
    JOB_OLLAMA: app.env['LUTHIER_TEST_OLLAMA'] ?? '',
    ...(tools.mlflowPython
      ? {
          LUTHIER_TEST_MLFLOW_PYTHON: tools.mlflowPython,
          LUTHIER_TEST_MLFLOW_BIN: join(tools.mlflowPython, '../mlflow'),
        }
      : {}),
  };
}

// An engine and an image that the tests may use, whether they may install an engine, a browser, and where its pictures go.
const PASSED = [
  'CI',
  'LUTHIER_TEST_DOCKER_HOST',
  'LUTHIER_TEST_INSTALL_DOCKER',
  'LUTHIER_TEST_JOB_IMAGE',
  'LUTHIER_TEST_CHROMIUM',
  'LUTHIER_TEST_SHOTS',
];

function passedOn({ env }: App): Record<string, string> {
  const given: [string, string | undefined][] = [
    ['LUTHIER_TEST_DOCKER_HOST', env['DOCKER_HOST']],
    ...PASSED.map((name): [string, string | undefined] => [name, env[name]]),
  ];
  return Object.fromEntries(given.filter((one): one is [string, string] => Boolean(one[1])));
}

/** Suites that mostly wait, for programs, leases and restarts, and the recipes' tests, which take the processor time they leave. */
const BESIDE: readonly SuiteName[] = ['e2e', 'fault', 'python'];

/** Runs suites one after the other, but for those that leave each other room: the output of all but the first comes at its end. */
export async function runInOrder(
  bench: Bench,
  names: readonly SuiteName[],
  filter: string | undefined,
): Promise<SuiteResult[]> {
  const results: SuiteResult[] = [];
  for (const name of names.filter((one) => !BESIDE.includes(one)))
    results.push(await runSuite(bench, name, filter));
  const [first, ...others] = names.filter((one) => BESIDE.includes(one));
  if (!first) return results;
  const logOf = (name: SuiteName) => join(bench.scratch, `${name}.log`);
  const running = [
    runSuite(bench, first, filter),
    ...others.map((name) => runSuite(bench, name, filter, logOf(name))),
  ];
  const ended = await Promise.all(running);
  for (const name of others) bench.app.progress.say(`\n== ${name}\n${readOrNull(logOf(name)) ?? ''}`);
  return [...results, ...ended];
}

/** Runs one suite and judges its machine-readable results. With `log` its output goes there, and all others go first. */
async function runSuite(
  bench: Bench,
  name: SuiteName,
  filter: string | undefined,
  log?: string,
): Promise<SuiteResult> {
  const report = join(bench.scratch, `${name}.report`);
  if (!log) bench.app.progress.say(`\n== ${name}`);
  const started = Date.now();
  const exitCode = await (name === 'python'
    ? pytest(bench, { report, filter, log })
    : jest(bench, name, { report, filter, log }));
  return judge({
    name,
    exitCode,
    counts: countsOf(name, readOrNull(report)),
    seconds: (Date.now() - started) / 1000,
    ceilingSeconds: ceilings()[name],
    mayBeEmpty: filter !== undefined,
  });
}

function jest(
  bench: Bench,
  project: SuiteName,
  { report, filter, log }: { report: string; filter: string | undefined; log: string | undefined },
): Promise<number> {
  const own = ['--experimental-vm-modules', '--no-warnings', join(root, 'node_modules/jest/bin/jest.js')];
  const args = ['--selectProjects', project, '--json', '--outputFile', report];
  // by itself it would leave one processor free, which on two is half of the machine; e2e and fault have python beside them
  args.push(...(['e2e', 'fault'].includes(project) ? ['--runInBand'] : ['--maxWorkers=100%']));
  if (filter !== undefined) args.push('--passWithNoTests', '--testPathPatterns', filter);
  return exec(process.execPath, [...own, ...args], {
    cwd: root,
    env: bench.env,
    signal: bench.app.signal,
    log,
  });
}

function pytest(
  bench: Bench,
  { report, filter, log }: { report: string; filter: string | undefined; log: string | undefined },
): Promise<number> {
  const args = ['-m', 'pytest', 'jobs/tests', '-q', '-p', 'no:cacheprovider', '--junitxml', report];
  if (filter !== undefined) args.push('-k', filter);
  const env = { ...bench.env, PYTHONPATH: bench.tools.devDir ?? '', PYTHONDONTWRITEBYTECODE: '1' };
  const [program, ...first] = log ? ['nice', '-n', '19', bench.tools.trainPython] : [bench.tools.trainPython];
  return exec(program, [...first, ...args], { cwd: root, env, signal: bench.app.signal, log });
}

function countsOf(name: SuiteName, report: string | null): Counts | null {
  if (report === null) return null;
  return name === 'python' ? junitCounts(report) : jestCounts(report);
}

const ceilings = () =>
  JSON.parse(readFileSync(join(root, 'test/budget.json'), 'utf8')) as Partial<Record<SuiteName, number>>;
