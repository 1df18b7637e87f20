import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readlinkSync, renameSync, rmSync } from 'node:fs';
import { realpathSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { Environment } from '#platform/config.js';
import { execOk } from './exec.js';
import { Failure } from './failure.js';
import { type Identity, identify } from './identity.js';
import { keptPort } from './ports.js';
import { clusterFolder, postgresBinaries } from './postgres-files.js';
import { privateDir, readOrNull, writePrivate } from './private-file.js';
import { dataFolder, runAs } from './reachable.js';
import type { ServiceSpec } from './service.js';

export interface ClusterOptions {
  dataDir: string;
  cacheDir: string;
  env: Environment;
  signal: AbortSignal;
  /** For tests: nothing is forced to disk. */
  throwaway: boolean;
}

export interface Cluster {
  folder: string;
  service: ServiceSpec;
  /** Of the role that owns the database; it is no superuser. */
  url: string;
  adminUrl: string;
}

/** Makes the cluster where there is none and answers how to run it. It is not started. */
export async function prepareCluster(options: ClusterOptions): Promise<Cluster> {
  const { dataDir } = options;
  dataFolder(dataDir);
  const binaries = await postgresBinaries(options.cacheDir, options.signal);
  const admin = secret(join(dataDir, 'secrets/postgres-superuser'));
  const password = secret(join(dataDir, 'secrets/postgres-luthier'));
  const folder = clusterFolder(dataDir);
  if (!existsSync(join(folder, 'PG_VERSION'))) await initdb({ ...options, binaries, folder, admin });
  const left = adoptable(folder);
  const port = left?.port ?? (await keptPort(join(dataDir, 'run'), 'postgres'));
  const adminUrl = `postgresql://postgres:${admin}@127.0.0.1:${port}/postgres`;
  return {
    folder,
    adminUrl,
    url: `postgresql://luthier:${password}@127.0.0.1:${port}/luthier`,
    service: {
      name: 'postgres',
      program: join(binaries, 'bin/postgres'),
      args: ['-D', folder, ...flags(port, options.throwaway)],
      env: serverEnv(binaries),
      cwd: folder,
      log: join(dataDir, 'logs/postgres.log'),
      ...runAs(),
      stopSignal: 'SIGINT', // PostgreSQL's fast shutdown; SIGTERM would wait for every client to leave
      graceSeconds: 20,
      readySeconds: 60,
      ready: () => answers(adminUrl),
      adopt: () => adoptable(folder),
    },
  };
}

/** Makes role and database, again and again without harm. The server must be up. */
export async function ensureDatabase(cluster: Pick<Cluster, 'url' | 'adminUrl'>): Promise<void> {
  const client = new pg.Client({ connectionString: cluster.adminUrl });
  await client.connect();
  try {
    const known = await client.query("SELECT 1 FROM pg_roles WHERE rolname = 'luthier'");
    const verb = known.rowCount ? 'ALTER' : 'CREATE';
    const { password } = new URL(cluster.url);
    const rights = 'LOGIN NOSUPERUSER NOCREATEROLE NOCREATEDB';
    await client.query(`${verb} ROLE luthier ${rights} PASSWORD '${password}'`);
    const made = await client.query("SELECT 1 FROM pg_database WHERE datname = 'luthier'");
    if (!made.rowCount) await client.query('CREATE DATABASE luthier OWNER luthier');
    await client.query('REVOKE ALL ON DATABASE luthier FROM PUBLIC');
  } finally {
    await client.end();
  }
}

/** A server that an earlier supervisor left running on this cluster; a pid file that lies is put away. */
export function adoptable(folder: string): (Identity & { port: number }) | null {
  const file = join(folder, 'postmaster.pid');
  const lines = readOrNull(file)?.split('\n');
  const pid = Number(lines?.[0]);
  if (!lines || !(pid > 1)) return null;
  const who = identify(pid);
  if (!who) return null; // PostgreSQL itself tells a stale file whose process is gone
  if (worksIn(pid, folder)) return { ...who, port: Number(lines[3]) };
  // The pid belongs to some other program now, and PostgreSQL would refuse to start because of it.
  rmSync(file, { force: true });
  return null;
}

function worksIn(pid: number, folder: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(folder);
  } catch {
    return false;
  }
}

async function initdb(
  o: ClusterOptions & { binaries: string; folder: string; admin: string },
): Promise<void> {
  const part = `${o.folder}.part`;
  const passwordFile = `${o.folder}.pw`;
  const { uid, gid } = runAs();
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true, mode: 0o700 });
  rmSync(passwordFile, { force: true });
  writeFileSync(passwordFile, o.admin, { mode: 0o600, flag: 'wx' });
  if (uid !== undefined && gid !== undefined) for (const f of [part, passwordFile]) chownSync(f, uid, gid);
  chmodSync(part, 0o700);
  const args = [
    '-D',
    part,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '-E',
    'UTF8',
  ];
  args.push('--locale-provider=builtin', '--locale=C.UTF-8', ...(o.throwaway ? ['--no-sync'] : []));
  try {
    await execOk(join(o.binaries, 'bin/initdb'), args, {
      cwd: part,
      env: serverEnv(o.binaries),
      uid,
      gid,
      signal: o.signal,
      log: join(o.dataDir, 'logs/initdb.log'),
    });
    renameSync(part, o.folder);
  } catch (error) {
    rmSync(part, { recursive: true, force: true });
    throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function flags(port: number, throwaway: boolean): string[] {
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'max_connections=200',
  ];
  if (throwaway) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off');
  return settings.flatMap((s) => ['-c', s]);
}

const serverEnv = (binaries: string) => ({
  LD_LIBRARY_PATH: join(binaries, 'lib'),
  PATH: '/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
});

function secret(path: string): string {
  const kept = readOrNull(path);
  if (kept) return kept.trim();
  privateDir(dirname(path));
  const made = randomBytes(24).toString('hex');
  writePrivate(path, made);
  return made;
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  try {
    await client.connect();
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === '28P01')
      throw new Failure('the embedded PostgreSQL refuses its password', 'restore secrets/postgres-superuser');
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
