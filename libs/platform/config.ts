import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { parseEnv } from 'node:util';
import type { z } from 'zod';
import { whyNotReached } from '#platform/egress-settings.js';
import { settings } from '#platform/settings.js';

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
