import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree } from '#platform/remove-tree.js';
import type { OpenApi } from '../../apps/api/http/openapi.js';
import { needed, type Service } from './harness.js';
import type { Made, Tenants } from './tenants.js';

export interface Plan {
  phases: readonly Phase[];
  /** Requests that fuzzing sends to each operation, at most; chains of requests that `stateful` sends. */
  examples: number;
  seed: number;
  /** The paths that are called; all, if it is absent. */
  paths?: readonly string[];
  /** Operations that alone are called, and such as are not, by their ids. */
  only?: readonly string[];
  without?: readonly string[];
}

/** What schemathesis, which learns ids from answers, would end with nobody in: the admin's own key or membership, out of a list. */
export const SHUTS_OUT = ['api_keys_revoke', 'api_keys_rotate_by_id', 'members_remove', 'members_update'];

const PHASES = ['examples', 'coverage', 'fuzzing', 'stateful'] as const;
type Phase = (typeof PHASES)[number];

export interface Told {
  sent: number;
  operations: { total: number; tested: number };
  /** What is wrong, by operation; the reason why it ended early among it. */
  found: string[];
  /** What schemathesis printed: each fault with the request that shows it. */
  text: string;
}

/** Calls every operation of the document by schemathesis (https://schemathesis.io), with an admin key and ids that are there. */
export async function schemathesis({ service, own }: Tenants, plan: Plan): Promise<Told> {
  const document = await documentOf(service);
  const folder = mkdtempSync(join(tmpdir(), 'luthier-schemathesis-'));
  try {
    const report = join(folder, 'report.json');
    writeFileSync(join(folder, 'schemathesis.toml'), settings(plan, report, idsOf(document, own.made)));
    const { exitCode, text } = await run(
      folder,
      [
        `${service.baseUrl}/openapi.json`,
        ...(plan.paths ?? []).flatMap((path) => ['--include-path', path]),
        ...(plan.only ?? []).flatMap((id) => ['--include-operation-id', id]),
        ...(plan.without ?? []).flatMap((id) => ['--exclude-operation-id', id]),
      ],
      service.adminKey,
    );
    // 0: nothing found, 1: something, else: it did not run
    return exitCode > 1 ? { ...NOTHING, found: [`exit ${exitCode}`], text } : { ...read(report), text };
  } finally {
    await removeTree(folder);
  }
}

const documentOf = async (service: Service): Promise<OpenApi> =>
  (await (await service.call('GET', '/openapi.json', undefined, null)).json()) as OpenApi;

/**
 * The document's paths in so many parts of about the same number of operations, for processes side by side. What begins alike
 * stays together: what an operation answers is what schemathesis asks the next one for.
 */
async function partsOf({ service }: Tenants, count: number): Promise<string[][]> {
  const { paths } = await documentOf(service);
  const groups = Object.groupBy(Object.keys(paths), (path) => path.split('/').slice(0, 3).join('/'));
  const weight = (some: string[]) => some.reduce((sum, path) => sum + Object.keys(paths[path]!).length, 0);
  const parts: string[][] = Array.from({ length: count }, () => []);
  for (const group of Object.values(groups).sort((a, b) => weight(b!) - weight(a!)))
    parts.sort((a, b) => weight(a) - weight(b))[0]!.push(...group!);
  return parts;
}

/** The same in so many processes side by side, each with its part of the operations; those that shut out come last, by themselves. */
export async function schemathesisInParts(tenants: Tenants, plan: Plan, count: number): Promise<Told> {
  const parts = await partsOf(tenants, count);
  const most = parts.map((paths) => schemathesis(tenants, { ...plan, paths, without: SHUTS_OUT }));
  return together([...(await Promise.all(most)), await schemathesis(tenants, { ...plan, only: SHUTS_OUT })]);
}

function together(all: readonly Told[]): Told {
  return {
    sent: all.reduce((sum, { sent }) => sum + sent, 0),
    operations: {
      total: Math.max(...all.map(({ operations }) => operations.total)), // each is told of the whole document
      tested: all.reduce((sum, { operations }) => sum + operations.tested, 0),
    },
    found: all.flatMap(({ found }) => found),
    text: all.map(({ text }) => text).join('\n'),
  };
}

const NOTHING = { sent: 0, operations: { total: 0, tested: 0 } };

function run(folder: string, words: string[], key: string): Promise<{ exitCode: number; text: string }> {
  const program = 'from schemathesis.cli import schemathesis; schemathesis()';
  const args = ['-c', program, '--no-color', '--config-file', 'schemathesis.toml', 'run', ...words];
  const own = {
    PYTHONPATH: needed('LUTHIER_TEST_SCHEMATHESIS_DIR'),
    PYTHONDONTWRITEBYTECODE: '1',
    KEY: key,
  };
  const options = { cwd: folder, env: { ...process.env, ...own }, maxBuffer: 2 ** 28 };
  return new Promise((done) =>
    execFile(needed('LUTHIER_TEST_TRAIN_PYTHON'), args, options, (error, stdout, stderr) =>
      done({
        exitCode: error === null ? 0 : typeof error.code === 'number' ? error.code : 99,
        text: `${stdout}${stderr}`,
      }),
    ),
  );
}

interface Report {
  complete: boolean;
  operations: Told['operations'];
  test_cases: { generated: number };
  failures: { code: string; title: string; operations: string[] }[];
  errors: { title: string; count: number }[];
}

function read(path: string): Omit<Told, 'text'> {
  const report = JSON.parse(readFileSync(path, 'utf8')) as Report;
  const failures = report.failures.map((one) => `${one.code} ${one.title}: ${one.operations.join(', ')}`);
  const errors = report.errors.map((one) => `${one.title}: ${one.count}`);
  const found = [...failures, ...errors, ...(report.complete ? [] : ['it ended early'])];
  return { sent: report.test_cases.generated, operations: report.operations, found };
}

/** What stands in a path's first parameter, by the segment before it. */
const IN_PATH: Record<string, readonly (keyof Made)[]> = {
  api_keys: ['key'],
  artifacts: ['artifact'],
  base_models: ['base', 'slug'],
  dataset_versions: ['version'],
  datasets: ['dataset'],
  deployments: ['deployment'],
  evaluations: ['evaluation'],
  files: ['file'],
  invitations: ['invitation'],
  jobs: ['job', 'evaluateJob'],
  judgements: ['judgement'],
  license_decisions: ['decision'],
  license_overrides: ['override'],
  lineage: ['artifact', 'version', 'modelVersion'],
  members: ['member'],
  model_versions: ['modelVersion'],
  models: ['openaiId', 'slug'],
  oidc_trusts: ['trust'],
  pipelines: ['pipeline'],
  promotions: ['promotion'],
  recalls: ['recall'],
  registered_models: ['modelName'],
  review_links: ['reviewLink'],
  reviews: ['review'],
  uploads: ['upload'],
  webhook_deliveries: ['delivery'],
  webhook_endpoints: ['webhook'],
};

interface Known {
  path: string;
  parameter: string;
  values: string[];
}

function idsOf({ paths }: OpenApi, made: Made): Known[] {
  return Object.keys(paths).flatMap((path) => {
    const [, segment = '', parameter = ''] = /([a-z_]+)\/\{(\w+)\}/.exec(path) ?? [];
    const names = path.startsWith('/v1/') ? (IN_PATH[segment] ?? []) : [];
    return names.length === 0 ? [] : [{ path, parameter, values: names.map((name) => made[name]) }];
  });
}

/**
 * Off: positive_data_acceptance, for what a schema cannot say (a license, a state, one field beside another) makes a request a
 * bad one; use_after_free, ensure_resource_availability and object_level_authorization, which belong to the phases
 * that chain requests (tenants.e2e.ts does that). A missing If-Match is 428 (RFC 6585), what is too long to be read 431, and 503 the
 * documented answer where the hub or what serves a model is not there.
 */
function settings({ phases, examples, seed }: Plan, report: string, known: Known[]): string {
  const on = (phase: Phase) => `phases.${phase}.enabled = ${phases.includes(phase)}`;
  const refusals = '[400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 431]';
  const lines = [
    `seed = ${seed}`,
    'workers = 1', // threads of one Python trip over its parser: AST constructor recursion depth mismatch
    'continue-on-failure = true',
    'warnings = false',
    'request-timeout = 60',
    'max-stream-events = 3',
    `suppress-health-check = ["all"]`,
    'auth.openapi.key.bearer = "${KEY}"',
    `generation = { max-examples = ${examples}, no-shrink = true, database = "none" }`,
    ...PHASES.map(on),
    `reports.json.path = ${JSON.stringify(report)}`,
    'checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", 503]',
    'checks.positive_data_acceptance.enabled = false',
    'checks.use_after_free.enabled = false',
    'checks.ensure_resource_availability.enabled = false',
    'checks.object_level_authorization.enabled = false',
    `checks.negative_data_rejection.expected-statuses = ${refusals}`,
    `checks.missing_required_header.expected-statuses = ${refusals}`,
    ...known.map(({ values }, i) => `dictionaries.ids${i} = { values = ${JSON.stringify(values)} }`),
    ...known.flatMap(({ path, parameter }, i) => [
      '[[operations]]',
      `include-path = ${JSON.stringify(path)}`,
      `parameters = { "path.${parameter}" = { dictionary = "ids${i}", probability = 0.6 } }`,
    ]),
  ];
  return `${lines.join('\n')}\n`;
}
