import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import { parseAllowRules } from '#platform/egress-address.js';
import { whyNotReached } from '#platform/egress-settings.js';
import { price } from '#platform/schemas.js';

declare module 'zod' {
  interface GlobalMeta {
    group?: 'service' | 'access' | 'servers' | 'compute' | 'python' | 'hub' | 'internal';
    secret?: boolean;
    shownDefault?: string;
  }
}

const url = (...protocols: string[]) =>
  z.string().refine((s) => URL.canParse(s) && protocols.includes(new URL(s).protocol), {
    error: `must be a URL that starts with ${protocols.map((p) => `${p}//`).join(' or ')}`,
  });
const path = z.string().transform((s) => (s.startsWith('~/') ? join(homedir(), s.slice(2)) : resolve(s)));
const int = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= min && n <= max, { error: `must be between ${min} and ${max}` });

const ROLE = '(viewer|engineer|reviewer|deployer|admin)';
const CLAIM_ROLE = `[^=,]+=[a-z0-9][a-z0-9._-]*:${ROLE}(\\+${ROLE})*`;
const CLAIM_ROLES = new RegExp(`^${CLAIM_ROLE}(\\s*,\\s*${CLAIM_ROLE})*$`);
const protocolOf = (text: string): string => (URL.canParse(text) ? new URL(text).protocol : '');

/** Every setting, keyed by its environment name; the text is what `.env.example` and the README print. */
export const settings = z.object({
  LUTHIER_PORT: int(0, 65535)
    .prefault('7411')
    .meta({ group: 'service', description: 'Port of the HTTP API.' }),
  LUTHIER_HOST: z.string().prefault('127.0.0.1').meta({
    group: 'service',
    description: 'Address the HTTP API listens on; 0.0.0.0 opens it to the network.',
  }),
  LUTHIER_PUBLIC_URL: url('http:', 'https:').optional().meta({
    group: 'service',
    description: 'Address under which users reach the API, when a proxy stands in front.',
  }),
  LUTHIER_DATA_DIR: path.meta({
    group: 'service',
    shownDefault: '~/.local/share/luthier',
    description: 'Everything worth a backup: database, objects, job folders, secrets, logs.',
  }),
  LUTHIER_CACHE_DIR: path.meta({
    group: 'service',
    shownDefault: '~/.cache/luthier',
    description: 'What can be made again: Python environments, sources, converted models.',
  }),
  LUTHIER_ADMIN_KEY_FILE: path.optional().meta({
    group: 'service',
    description:
      'Where to write the first admin key (mode 0600); unset: secrets/admin-key in the data folder.',
  }),
  LUTHIER_LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .prefault('info')
    .meta({ group: 'service', description: 'How much api and worker log.' }),
  LUTHIER_METRICS_TOKEN: z.string().min(16).optional().meta({
    group: 'service',
    secret: true,
    description: 'Bearer token that opens /metrics; unset: an admin key is needed.',
  }),
  LUTHIER_EGRESS_ALLOW: z
    .string()
    .superRefine((text, context) => {
      try {
        parseAllowRules(text);
      } catch (error) {
        context.addIssue({ code: 'custom', message: `has an entry at fault: ${(error as Error).message}` });
      }
    })
    .prefault('')
    .meta({
      group: 'service',
      description:
        'What webhooks, logins and judges may reach beyond the public internet, separated by commas: host:port (also by http), or a network such as 10.20.0.0/16.',
    }),
  LUTHIER_MAX_FILE_MIB: int(1, 8192).prefault('512').meta({
    group: 'service',
    description: 'How large a file may be, in MiB, sent at once or in parts.',
  }),
  LUTHIER_WEBHOOK_DISABLE_DAYS: int(1, 365).prefault('5').meta({
    group: 'service',
    description: 'After how many days without one success a webhook endpoint is disabled.',
  }),
  LUTHIER_API_KEY_MAX_DAYS: int(0, 3650).prefault('0').meta({
    group: 'access',
    description: 'How long an API key may live at most, in days; 0: without limit.',
  }),
  LUTHIER_RATE_LIMIT_PER_MINUTE: int(0, 10_000_000).prefault('6000').meta({
    group: 'access',
    description: 'Requests of one key or session in a minute, counted by each api process; 0: without limit.',
  }),
  LUTHIER_FAILED_AUTH_PER_MINUTE: int(0, 10_000_000).prefault('120').meta({
    group: 'access',
    description: 'Requests without a valid key from one address in a minute; 0: without limit.',
  }),
  LUTHIER_OIDC_ISSUER: url('http:', 'https:').optional().meta({
    group: 'access',
    description: 'OpenID provider that people log in with, exactly as its `iss`; unset: API keys alone open.',
  }),
  LUTHIER_OIDC_CLIENT_ID: z.string().min(1).max(300).optional().meta({
    group: 'access',
    description:
      'Client of this service at the provider; its redirect URI is LUTHIER_PUBLIC_URL/auth/callback.',
  }),
  LUTHIER_OIDC_CLIENT_SECRET: z.string().min(1).optional().meta({
    group: 'access',
    secret: true,
    description: 'Secret of that client, its file readable by the service alone; unset: a public client.',
  }),
  LUTHIER_OIDC_CLI_CLIENT_ID: z.string().min(1).max(300).optional().meta({
    group: 'access',
    description: 'Public client at the provider for `luthier login` (device flow, or redirect to 127.0.0.1).',
  }),
  LUTHIER_OIDC_ALLOWED_DOMAINS: z
    .string()
    .regex(/^[a-z0-9.-]+(\s*,\s*[a-z0-9.-]+)*$/i, 'must be domains, separated by commas')
    .optional()
    .meta({ group: 'access', description: 'Domains of e-mail addresses that may log in; unset: any.' }),
  LUTHIER_OIDC_ROLE_CLAIM: z.string().min(1).max(200).optional().meta({
    group: 'access',
    description: 'Claim of the identity token that LUTHIER_OIDC_ROLES reads, such as groups.',
  }),
  LUTHIER_OIDC_ROLES: z
    .string()
    .regex(CLAIM_ROLES, 'must be VALUE=PROJECT:ROLE+ROLE, separated by commas')
    .optional()
    .meta({
      group: 'access',
      description: 'Who is a member of what by that claim: `ml=default:engineer+deployer`.',
    }),
  LUTHIER_OIDC_TRUSTED_ISSUERS: z
    .string()
    .refine((text) => text.split(',').every((one) => /^https?:$/.test(protocolOf(one.trim()))), {
      error: 'must be URLs, separated by commas',
    })
    .optional()
    .meta({
      group: 'access',
      description: 'Issuers whose tokens trust policies may take, and other hosts that their keys lie on.',
    }),
  LUTHIER_SESSION_IDLE_MINUTES: int(1, 10_080)
    .prefault('60')
    .meta({ group: 'access', description: 'A session ends after so long without a request.' }),
  LUTHIER_SESSION_HOURS: int(1, 720)
    .prefault('12')
    .meta({ group: 'access', description: 'A session, and a key of `luthier login`, ends after so long.' }),
  DATABASE_URL: url('postgresql:', 'postgres:').optional().meta({
    group: 'servers',
    secret: true,
    description: 'PostgreSQL 15 or later; unset: an embedded one in the data folder.',
  }),
  REDIS_URL: url('redis:', 'rediss:').optional().meta({
    group: 'servers',
    secret: true,
    description: 'Redis or Valkey for the queue; unset: the queue lives in PostgreSQL.',
  }),
  S3_ENDPOINT: url('http:', 'https:').optional().meta({
    group: 'servers',
    description: 'S3 server to keep objects in; needs S3_BUCKET. Unset with S3_BUCKET set: AWS.',
  }),
  S3_BUCKET: z.string().min(3).max(63).optional().meta({
    group: 'servers',
    description: 'Bucket for objects; unset: files in the data folder.',
  }),
  S3_REGION: z
    .string()
    .prefault('us-east-1')
    .meta({ group: 'servers', description: 'Region of the bucket.' }),
  S3_ACCESS_KEY_ID: z.string().optional().meta({
    group: 'servers',
    secret: true,
    description: 'Access key; unset: the AWS credential chain.',
  }),
  S3_SECRET_ACCESS_KEY: z.string().optional().meta({
    group: 'servers',
    secret: true,
    description: 'Secret that belongs to S3_ACCESS_KEY_ID.',
  }),
  MLFLOW_TRACKING_URI: url('http:', 'https:').optional().meta({
    group: 'servers',
    description: 'MLflow server to mirror runs to; unset: an embedded one in the data folder.',
  }),
  MLFLOW_TRACKING_TOKEN: z.string().optional().meta({
    group: 'servers',
    secret: true,
    description: 'Bearer token for MLFLOW_TRACKING_URI.',
  }),
  LUTHIER_JUDGE_URL: url('http:', 'https:').optional().meta({
    group: 'servers',
    description:
      'Base URL of an OpenAI-compatible API whose model judges answers, such as https://api.openai.com/v1: questions and answers of projects that allow it are sent there. Unset: none are.',
  }),
  LUTHIER_JUDGE_MODEL: z.string().min(1).max(200).optional().meta({
    group: 'servers',
    description: 'Model to ask there; needed with LUTHIER_JUDGE_URL.',
  }),
  LUTHIER_JUDGE_KEY: z.string().min(1).max(2000).optional().meta({
    group: 'servers',
    secret: true,
    description: 'Key for LUTHIER_JUDGE_URL, its file readable by the service alone; unset: none is sent.',
  }),
  LUTHIER_JUDGE_MAX_CALLS: int(1, 1_000_000).prefault('1000').meta({
    group: 'servers',
    description: 'The most calls that one judgement may make.',
  }),
  LUTHIER_SMTP_URL: url('smtp:', 'smtps:').optional().meta({
    group: 'servers',
    secret: true,
    description:
      'Mail server for notices to members, smtp://user:pass@host:587 or smtps://…:465; unset: no mail is sent.',
  }),
  LUTHIER_MAIL_FROM: z
    .string()
    .max(320)
    .regex(
      /^(?:[^<>\p{Cc}"]{1,100} )?<?[^\s<>@\p{Cc}"]{1,64}@[A-Za-z0-9.-]{1,253}>?$/u,
      'must be an address, or Name <address>',
    )
    .optional()
    .meta({ group: 'servers', description: 'Sender of those mails; needed with LUTHIER_SMTP_URL.' }),
  LUTHIER_MAIL_DIGEST_SECONDS: int(0, 86_400).prefault('60').meta({
    group: 'servers',
    description: 'What comes up for one member within so many seconds goes into one mail.',
  }),
  LUTHIER_COMPUTE_TARGET: z.enum(['process', 'docker']).prefault('process').meta({
    group: 'compute',
    description: 'Where attempts run: as processes of this machine, or in containers.',
  }),
  DOCKER_HOST: url('unix:', 'tcp:', 'http:', 'https:').optional().meta({
    group: 'compute',
    description: 'Docker engine; where it is set, there is a target docker. It has no default.',
  }),
  LUTHIER_JOB_IMAGE: z.string().prefault('luthier/train:cpu').meta({
    group: 'compute',
    description: 'Image that the docker target runs attempts in; docker/README.md says how to build it.',
  }),
  LUTHIER_JOB_SITE_PACKAGES: path.optional().meta({
    group: 'compute',
    description:
      'Python packages of this machine, mounted read-only into containers together with the recipes and the GGUF ' +
      'converter, for an image that brings none of them.',
  }),
  LUTHIER_OWN_RECIPES: path.optional().meta({
    group: 'compute',
    description:
      'YAML file of own recipes and images that jobs may run (docs/own-recipes.md), read when api and worker start; unset: none.',
  }),
  LUTHIER_CPU_SLOTS: int(1, 1024)
    .prefault('1')
    .meta({ group: 'compute', description: 'Attempts that may run at once on a machine without GPU.' }),
  LUTHIER_QUOTA_COMPUTE_HOURS: int(0, 100_000_000).optional().meta({
    group: 'compute',
    description:
      'Hours of slots (GPUs, or CPU slots) that a project may use in a month, unless its own quota says otherwise; unset: no limit.',
  }),
  LUTHIER_QUOTA_STORAGE_GIB: int(0, 1_000_000).optional().meta({
    group: 'compute',
    description: 'GiB of files and artifacts that a project may keep; unset: no limit.',
  }),
  LUTHIER_QUOTA_CONCURRENT_JOBS: int(0, 100_000).optional().meta({
    group: 'compute',
    description: 'Jobs of a project that may run or be queued at once; others wait. Unset: no limit.',
  }),
  LUTHIER_UNNEEDED_OBJECT_DAYS: int(0, 3650).default(7).meta({
    group: 'service',
    description:
      'Days after which an object that no row needs any more is deleted from the store; 0: never. Set 0 before you restore an older database.',
  }),
  LUTHIER_CACHE_DAYS: int(0, 3650).default(14).meta({
    group: 'service',
    description:
      'Days after which copies in the cache that nobody used are deleted: staged artifacts and datasets, fetched and converted models; 0: never.',
  }),
  LUTHIER_GPU_HOUR_PRICE: price('2.50 EUR').optional().meta({
    group: 'compute',
    description:
      'What an hour of one GPU costs, such as `2.50 EUR`: estimates, jobs and evaluations say it; unset: no cost.',
  }),
  LUTHIER_CPU_HOUR_PRICE: price('0.08 EUR').optional().meta({
    group: 'compute',
    description:
      'What an hour of one slot costs on a target without GPUs, such as `0.08 EUR`: jobs say what they cost, evaluations what 1000 tokens cost; unset: no cost.',
  }),
  LUTHIER_GPU_WATTS: z.coerce.number().positive().max(10_000).optional().meta({
    group: 'compute',
    description:
      'Power limit of a GPU board: the energy of jobs is modelled by it where no counter can be read.',
  }),
  LUTHIER_GRID_KG_CO2E_PER_KWH: z.coerce.number().positive().max(10).optional().meta({
    group: 'compute',
    description: 'Carbon of your electricity: jobs say their kg CO2e; unset: they say none.',
  }),
  LUTHIER_PYTHON: z.string().prefault('python3').meta({
    group: 'python',
    description: 'Python 3.11 or later that the environments are built with.',
  }),
  LUTHIER_PIP_TORCH_INDEX: url('http:', 'https:').prefault('https://download.pytorch.org/whl/cpu').meta({
    group: 'python',
    description:
      'Index of the CPU build of torch; used without an NVIDIA GPU, when pip has no wheel at hand.',
  }),
  HF_ENDPOINT: url('http:', 'https:').prefault('https://huggingface.co').meta({
    group: 'hub',
    description: 'Hugging Face Hub or a mirror of it.',
  }),
  HF_TOKEN: z.string().optional().meta({
    group: 'hub',
    secret: true,
    description: 'Hub token for gated models; never given to a job.',
  }),
  LUTHIER_LICENSE_CHECK_DAYS: int(0, 3650).prefault('30').meta({
    group: 'hub',
    description:
      'After how many days the repository of an imported model is asked whether its license has changed; 0: never.',
  }),
  LUTHIER_VLLM: path.optional().meta({
    group: 'python',
    description: 'The program `vllm`, of an environment of its own; parity checks in vLLM start it.',
  }),
  LUTHIER_OLLAMA: path.optional().meta({
    group: 'python',
    description: 'The program `ollama`; parity checks in Ollama start a server of their own with it.',
  }),
  LUTHIER_TRAIN_PYTHON: path.optional().meta({
    group: 'internal',
    description: 'Interpreter with the training packages; the launcher builds one and sets this.',
  }),
  LUTHIER_GGUF_DIR: path.optional().meta({
    group: 'internal',
    description: 'Folder with the GGUF converter packages; the launcher builds one and sets this.',
  }),
  LUTHIER_LLMCOMPRESSOR_PYTHON: path.optional().meta({
    group: 'internal',
    description:
      'Interpreter with llm-compressor; the launcher sets it to where `setup --llmcompressor` makes one, there or not.',
  }),
  LUTHIER_LM_EVAL_DIR: path.optional().meta({
    group: 'internal',
    description:
      'Packages of lm-evaluation-harness; the launcher sets it to where `setup --lm-eval` puts them, there or not.',
  }),
  LUTHIER_LEASE_SECONDS: int(2, 3600).prefault('15').meta({
    group: 'internal',
    description: 'How long a worker owns a job without a word; another takes it over after that.',
  }),
  LUTHIER_FAILPOINT: z
    .string()
    .regex(/^[a-z0-9_.]+(@[1-9]\d{0,3})?(:stop)?$/, 'must be NAME, NAME@HIT or NAME:stop')
    .optional()
    .meta({ group: 'internal', description: 'The failpoint to die at; for fault tests only.' }),
});

export type Config = z.infer<typeof settings>;
export type SettingName = keyof Config;
export type Environment = Readonly<Record<string, string | undefined>>;
export interface Fault {
  name: string;
  message: string;
}

/** Thrown by loadConfig with every fault found, never with a secret's value. */
export class ConfigError extends Error {
  constructor(readonly faults: readonly Fault[]) {
    super(`settings at fault:\n${faults.map((f) => `  ${f.name} ${f.message}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

export const isSecret = (name: SettingName): boolean => settings.shape[name].meta()?.secret === true;
export const settingNames = Object.keys(settings.shape) as SettingName[];

/** The process environment over an optional `.env` file. The only reader of process.env. */
export function readEnvironment(envFile?: string): Environment {
  const own = process.env;
  if (!envFile) return { ...own };
  try {
    return { ...parseEnv(readFileSync(envFile, 'utf8')), ...own };
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return { ...own };
    throw new ConfigError([{ name: envFile, message: `cannot be read: ${(cause as Error).message}` }]);
  }
}

/** Environment to settings. An empty value counts as unset. Throws ConfigError with all faults at once. */
export function loadConfig(env: Environment = readEnvironment()): Config {
  const faults: Fault[] = [];
  const raw: Record<string, string> = {};
  for (const name of settingNames) {
    const value = isSecret(name) ? secretValue(env, name, faults) : env[name];
    if (value) raw[name] = value;
  }
  raw['LUTHIER_DATA_DIR'] ??= join(xdg(env, 'XDG_DATA_HOME', '.local/share'), 'luthier');
  raw['LUTHIER_CACHE_DIR'] ??= join(xdg(env, 'XDG_CACHE_HOME', '.cache'), 'luthier');
  const parsed = settings.safeParse(raw);
  if (!parsed.success) {
    faults.push(...parsed.error.issues.map((i) => ({ name: String(i.path[0]), message: i.message })));
  }
  faults.push(...pairFaults(raw));
  if (faults.length > 0 || !parsed.success) throw new ConfigError(faults);
  return parsed.data;
}

/** LUTHIER_ names that no setting has: most likely a slip of the pen. */
export function unknownSettings(env: Environment): string[] {
  const known = new Set<string>(settingNames.flatMap((n) => (isSecret(n) ? [n, `${n}_FILE`] : [n])));
  const foreign = /^LUTHIER_(TEST_.*|BASE_URL|API_KEY|API_KEY_FILE)$/;
  return Object.keys(env).filter((n) => n.startsWith('LUTHIER_') && !known.has(n) && !foreign.test(n));
}

export type Paths = ReturnType<typeof paths>;

/** The folders of an installation; made by whoever needs them, private to the user. */
export function paths(config: Pick<Config, 'LUTHIER_DATA_DIR' | 'LUTHIER_CACHE_DIR'>) {
  const data = (name: string) => join(config.LUTHIER_DATA_DIR, name);
  const cache = (name: string) => join(config.LUTHIER_CACHE_DIR, name);
  return {
    objects: data('objects'),
    jobs: data('jobs'),
    pg: data('pg'),
    mlflow: data('mlflow'),
    logs: data('logs'),
    run: data('run'),
    secrets: data('secrets'),
    adminKey: data('secrets/admin-key'),
    envs: cache('envs'),
    sources: cache('sources'),
    converted: cache('converted'),
  };
}

function xdg(env: Environment, name: string, fallback: string): string {
  const value = env[name];
  return value && isAbsolute(value) ? value : join(env['HOME'] || homedir(), fallback);
}

/** Secrets whose file nobody else may read. */
const PRIVATE = new Set(['LUTHIER_OIDC_CLIENT_SECRET', 'LUTHIER_JUDGE_KEY']);

function secretValue(env: Environment, name: string, faults: Fault[]): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name];
  if (env[name]) {
    faults.push({ name, message: `is given twice, as ${name} and as ${name}_FILE` });
    return undefined;
  }
  try {
    if (PRIVATE.has(name) && statSync(file).mode & 0o077)
      faults.push({ name: `${name}_FILE`, message: `can be read by other users, chmod 600 it: ${file}` });
    const value = readFileSync(file, 'utf8').trim();
    if (!value) faults.push({ name: `${name}_FILE`, message: `names an empty file: ${file}` });
    return value;
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    faults.push({ name: `${name}_FILE`, message: `cannot be read (${code}): ${file}` });
    return undefined;
  }
}

function pairFaults(raw: Record<string, string>): Fault[] {
  const faults: Fault[] = [];
  const needs = (name: string, other: string) => {
    if (raw[name] && !raw[other]) faults.push({ name, message: `needs ${other}` });
  };
  needs('LUTHIER_SMTP_URL', 'LUTHIER_MAIL_FROM');
  needs('LUTHIER_JUDGE_URL', 'LUTHIER_JUDGE_MODEL');
  needs('LUTHIER_JUDGE_MODEL', 'LUTHIER_JUDGE_URL');
  needs('LUTHIER_JUDGE_KEY', 'LUTHIER_JUDGE_URL');
  needs('S3_ENDPOINT', 'S3_BUCKET');
  needs('S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY');
  needs('S3_SECRET_ACCESS_KEY', 'S3_ACCESS_KEY_ID');
  needs('LUTHIER_OIDC_ISSUER', 'LUTHIER_OIDC_CLIENT_ID');
  for (const name of ['CLIENT_ID', 'CLIENT_SECRET', 'CLI_CLIENT_ID', 'ALLOWED_DOMAINS', 'ROLES'])
    needs(`LUTHIER_OIDC_${name}`, 'LUTHIER_OIDC_ISSUER');
  needs('LUTHIER_OIDC_ROLES', 'LUTHIER_OIDC_ROLE_CLAIM');
  if (raw['LUTHIER_OIDC_ISSUER']) faults.push(...cookieFaults(raw));
  for (const name of ['LUTHIER_OIDC_ISSUER', 'LUTHIER_OIDC_TRUSTED_ISSUERS', 'LUTHIER_JUDGE_URL']) {
    const message = whyNotReached(raw[name] ?? '', raw['LUTHIER_EGRESS_ALLOW'] ?? '');
    if (message) faults.push({ name, message });
  }
  if (raw['LUTHIER_COMPUTE_TARGET'] === 'docker') needs('LUTHIER_COMPUTE_TARGET', 'DOCKER_HOST');
  return faults;
}

/** A session cookie crosses a network under https alone. */
function cookieFaults(raw: Record<string, string>): Fault[] {
  const address = raw['LUTHIER_PUBLIC_URL'] ?? `http://${raw['LUTHIER_HOST'] ?? '127.0.0.1'}`;
  if (!URL.canParse(address)) return [];
  const { protocol, hostname } = new URL(address);
  if (protocol === 'https:' || /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)) return [];
  return [
    { name: 'LUTHIER_OIDC_ISSUER', message: 'needs LUTHIER_PUBLIC_URL with https: sessions are cookies' },
  ];
}
