import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { CliError, EXIT } from './exits.js';
import { readLogin } from './login-file.js';

export interface Settings {
  baseUrl: string;
  apiKey: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the service is and the key for it: the environment first, then what the launcher of this machine wrote down. */
export function readSettings(env: Environment = environment()): Settings {
  const baseUrl = readBaseUrl(env);
  return { baseUrl, apiKey: keyOf(env, dataDirOf(env), baseUrl) };
}

export function readBaseUrl(env: Environment = environment()): string {
  const baseUrl = env['LUTHIER_BASE_URL'] ?? fromLauncher(dataDirOf(env), 'url') ?? 'http://127.0.0.1:7411';
  if (!URL.canParse(baseUrl)) throw new CliError(`LUTHIER_BASE_URL is no URL: ${baseUrl}`, EXIT.usage);
  return baseUrl.replace(/\/+$/, '').replace(/\/v1$/, '');
}

/** The process environment over the clone's .env, as the launcher reads it. */
export function environment(): Environment {
  const file = fileURLToPath(new URL('../../../.env', import.meta.url));
  return { ...parseEnv(readOrNull(file) ?? ''), ...process.env };
}

function dataDirOf(env: Environment): string {
  const own = env['LUTHIER_DATA_DIR'];
  if (own) return own.startsWith('~/') ? join(homedir(), own.slice(2)) : own;
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local/share'), 'luthier');
}

/** Where MLflow is: the setting, or the one that the launcher of this machine runs; null where neither says. */
export function readMlflowUrl(env: Environment = environment()): string | null {
  return env['MLFLOW_TRACKING_URI'] ?? fromLauncher(dataDirOf(env), 'mlflowUrl');
}

function fromLauncher(dataDir: string, name: 'url' | 'mlflowUrl'): string | null {
  try {
    const state = JSON.parse(readFileSync(join(dataDir, 'run/state.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    return typeof state[name] === 'string' ? state[name] : null;
  } catch {
    return null; // never started here, or torn: the default address then
  }
}

/** A key that is named, else that of a login at this service, else the admin's of this machine. */
function keyOf(env: Environment, dataDir: string, baseUrl: string): string {
  const given = env['LUTHIER_API_KEY'];
  if (given) return given.trim();
  const login = env['LUTHIER_API_KEY_FILE'] ? null : readLogin(env, baseUrl);
  if (login) return login.key;
  const path =
    env['LUTHIER_API_KEY_FILE'] ?? env['LUTHIER_ADMIN_KEY_FILE'] ?? join(dataDir, 'secrets/admin-key');
  const key = readOrNull(path)?.trim();
  if (key) return key;
  throw new CliError(
    `no API key: neither LUTHIER_API_KEY nor a readable file ${path}`,
    EXIT.auth,
    'log in (luthier login), start the service on this machine (luthier up), or set LUTHIER_API_KEY or LUTHIER_API_KEY_FILE',
  );
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
