import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

/** A key that `luthier login` got, for one service. */
export interface Login {
  baseUrl: string;
  key: string;
  /** Unix seconds. */
  expiresAt: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

export const loginFile = (env: Environment): string =>
  join(env['XDG_CONFIG_HOME'] || join(homedir(), '.config'), 'luthier/login.json');

/** Null where nobody is logged in at this service, the key has run out, or others may read the file. */
export function readLogin(env: Environment, baseUrl: string): Login | null {
  const path = loginFile(env);
  try {
    if (statSync(path).mode & 0o077) return null;
    const login = JSON.parse(readFileSync(path, 'utf8')) as Login;
    return login.baseUrl === baseUrl && login.expiresAt > Date.now() / 1000 ? login : null;
  } catch {
    return null;
  }
}

/** Mode 0600, whole or not at all. */
export function writeLogin(env: Environment, login: Login): string {
  const path = loginFile(env);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.tmp`, `${JSON.stringify(login)}\n`, { mode: 0o600 });
  chmodSync(`${path}.tmp`, 0o600);
  renameSync(`${path}.tmp`, path);
  return path;
}

export const removeLogin = (env: Environment): void => rmSync(loginFile(env), { force: true });
