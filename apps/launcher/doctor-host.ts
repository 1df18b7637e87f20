import { execFile } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { App } from './app.js';
import type { Finding } from './doctor.js';

const execute = promisify(execFile);

/** Escapes CVE-2025-31133, -52565 and -52881 are fixed in 1.2.8, 1.3.3 and 1.4.0. */
export function runcIsFixed(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.+~-]/).map(Number);
  return major > 1 || minor > 3 || (minor === 3 && patch >= 3) || (minor === 2 && patch >= 8);
}

/** Broken where jobs run in containers; a warning where they could. */
export async function runc(target: string): Promise<Finding> {
  const version = /runc version (\S+)/.exec((await output('runc', ['--version'])) ?? '')?.[1];
  if (!version) return { name: 'runc', level: 'ok', found: 'not installed; only the docker target needs it' };
  if (runcIsFixed(version)) return { name: 'runc', level: 'ok', found: version };
  return {
    ...{ name: 'runc', level: target === 'docker' ? 'fail' : 'warn' },
    found: `${version} is older than the fixes of CVE-2025-31133, -52565 and -52881`,
    why: 'code in a container can leave it (a distribution may have patched its own)',
    fix: 'apt-get update && apt-get install --only-upgrade runc containerd.io; 1.2.8, 1.3.3 or later',
  };
}

/** Keys and passwords that other users of the machine can read. */
export function secrets({ paths, env }: Pick<App, 'paths' | 'env'>): Finding[] {
  const named = Object.entries(env).flatMap(([name, path]) =>
    /^(LUTHIER_|DATABASE_|REDIS_|S3_|HF_|MLFLOW_).*_FILE$/.test(name) && path ? [path] : [],
  );
  const open = [...filesOf(paths.secrets), ...named].filter(isOpen);
  const name = 'secrets';
  if (open.length === 0) return [{ name, level: 'ok', found: 'no file of a key is open to other users' }];
  const why = 'whoever reads it can act as this service or its admin';
  return open.map((path) => ({
    ...{ name, level: 'fail' as const, found: `${path} can be read by other users`, why },
    fix: `chmod 600 ${path}`,
  }));
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((one) => one.isFile() && !one.name.endsWith('.pub'))
      .map(({ name }) => join(folder, name));
  } catch {
    return []; // not made yet
  }
}

function isOpen(path: string): boolean {
  try {
    return (statSync(path).mode & 0o077) !== 0;
  } catch {
    return false; // what cannot be read is told where it is used
  }
}

const NOTICED_SECONDS = 30;
const BROKEN_SECONDS = 300;

/** The clock beside that of the Hub, whose answers carry the time. */
export async function clock({ config }: { config: Pick<App['config'], 'HF_ENDPOINT'> }): Promise<Finding> {
  const name = 'clock';
  const { host } = new URL(config.HF_ENDPOINT);
  const asked = Date.now();
  const date = await fetch(config.HF_ENDPOINT, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(3000),
  }).then(
    (response) => response.headers.get('date'),
    () => null,
  );
  const there = date === null ? NaN : Date.parse(date);
  if (Number.isNaN(there)) return { name, level: 'ok', found: `not compared: ${host} tells no time` };
  return clockFinding(Math.round(((asked + Date.now()) / 2 - there) / 1000), host);
}

export function clockFinding(offSeconds: number, host: string): Finding {
  const off = Math.abs(offSeconds);
  const found = `${off} s ${offSeconds < 0 ? 'behind' : 'ahead of'} ${host}`;
  if (off <= NOTICED_SECONDS)
    return { name: 'clock', level: 'ok', found: `within ${NOTICED_SECONDS} s of ${host}` };
  return {
    ...{ name: 'clock', level: off > BROKEN_SECONDS ? 'fail' : 'warn', found },
    why: 'leases, log-ins, signatures and S3 refuse times that are off',
    fix: 'sudo timedatectl set-ntp true',
  };
}

async function output(program: string, args: string[]): Promise<string | null> {
  try {
    const { stdout } = await execute(program, args, { timeout: 10_000 });
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
