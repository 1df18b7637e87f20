import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { loadConfig } from '#platform/config.js';
import { identify, signalIfSame } from './identity.js';
import { type Cluster, adoptable, ensureDatabase, prepareCluster } from './postgres.js';
import { temporaryFolder } from './reachable.js';
import { type Running, launch, stopService, untilReady } from './service.js';

const signal = new AbortController().signal;
let dataDir: string;
let cluster: Cluster;
let running: Running;

const prepare = () =>
  prepareCluster({ dataDir, cacheDir: loadConfig().LUTHIER_CACHE_DIR, env: {}, signal, throwaway: false });
async function up() {
  cluster = await prepare();
  running = await launch(cluster.service);
  expect(await untilReady(cluster.service, running, signal)).toBeNull();
}
async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return client.query(sql).finally(() => client.end());
}

beforeAll(async () => {
  dataDir = join(temporaryFolder('luthier-pg-'), 'data');
  await up();
  await ensureDatabase(cluster);
}, 120_000);
afterAll(async () => {
  await stopService(cluster.service, running);
  rmSync(cluster.folder, { recursive: true, force: true });
  rmSync(join(dataDir, '..'), { recursive: true, force: true });
});

describe('embedded PostgreSQL', () => {
  it('asks for a password, keeps both in private files, and listens on no socket', async () => {
    for (const name of ['postgres-superuser', 'postgres-luthier'])
      expect(statSync(join(dataDir, 'secrets', name)).mode & 0o777).toBe(0o600);
    const wrong = new URL(cluster.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    const { rows } = await query(cluster.adminUrl, 'SHOW unix_socket_directories');
    expect(rows).toEqual([{ unix_socket_directories: '' }]);
    expect(cluster.service.args.join(' ')).not.toContain(new URL(cluster.url).password);
  });

  it('gives the service a role that owns its database and nothing else', async () => {
    await ensureDatabase(cluster);
    const { rows } = await query(
      cluster.url,
      'SELECT rolsuper, rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user',
    );
    expect(rows).toEqual([{ rolsuper: false, rolcreatedb: false, rolcreaterole: false }]);
    await query(cluster.url, 'CREATE TABLE kept (n int)');
    await expect(query(cluster.url, "COPY kept FROM '/etc/passwd'")).rejects.toThrow(/permission denied/);
  });

  it('is adopted by the next supervisor, on the same port', async () => {
    const again = await prepare();
    expect(again.url).toBe(cluster.url);
    const adopted = await launch(again.service);
    expect(adopted.who.pid).toBe(running.who.pid);
  });

  it('starts again after a kill, with what was committed', async () => {
    await query(cluster.adminUrl, 'CHECKPOINT');
    await query(cluster.url, 'INSERT INTO kept VALUES (7)');
    signalIfSame(running.who, 'SIGKILL', 'process');
    await running.exited;
    await up();
    expect((await query(cluster.url, 'SELECT n FROM kept')).rows).toEqual([{ n: 7 }]);
  }, 60_000);

  it('stops cleanly, and does not mistake a reused pid for itself', async () => {
    await stopService(cluster.service, running);
    const pidFile = join(cluster.folder, 'postmaster.pid');
    expect(existsSync(pidFile)).toBe(false);
    writeFileSync(pidFile, `${process.pid}\n${cluster.folder}\n1\n5432\n\n\n\n`);
    expect(identify(process.pid)).not.toBeNull();
    expect(adoptable(cluster.folder)).toBeNull();
    await up();
  }, 60_000);
});
