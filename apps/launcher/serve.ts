import { join } from 'node:path';
import { type App, fingerprint } from './app.js';
import { plainEnv, serviceEnv } from './child-env.js';
import { execOk } from './exec.js';
import { Failure, Interrupted, delay } from './failure.js';
import { identify } from './identity.js';
import { withLock } from './lock.js';
import { holderOf, isFree, keptPort } from './ports.js';
import { ensureDatabase, prepareCluster } from './postgres.js';
import { privateDir, writePrivate } from './private-file.js';
import { dataFolder } from './reachable.js';
import { root } from './root.js';
import { workerReady, answersOk, mlflowService, nodeService } from './services.js';
import type { Toolbox } from './setup.js';
import { type State, writeState } from './state.js';
import { reap } from './stop.js';
import { Supervisor } from './supervisor.js';

export interface ServeOptions {
  tools: Toolbox;
  onChange: (state: State) => void;
  say: (line: string) => void;
}

/**
 * Runs the service until app.signal aborts, then stops all of it. At most one runs per data folder: a second one
 * throws Interrupted at once. Throws a Failure when the first start does not succeed; by then all is stopped.
 */
export async function serve(app: App, options: ServeOptions): Promise<void> {
  dataFolder(app.config.LUTHIER_DATA_DIR);
  for (const dir of [app.paths.run, app.paths.logs, app.paths.secrets]) privateDir(dir);
  await withLock(join(app.paths.run, 'supervisor.lock'), { signal: AbortSignal.abort() }, async () => {
    await reap(app);
    const port = await apiPort(app);
    const state = firstState(app, options, port);
    const change = (next: Partial<State>) => {
      Object.assign(state, next);
      writeState(app.paths.run, state);
      options.onChange(state);
    };
    change({});
    const supervisor = new Supervisor({
      ...app,
      say: options.say,
      onChange: (services) => change({ services }),
    });
    try {
      await startAll(app, options, { supervisor, port, change });
      change({ phase: 'ready' });
      while (!app.signal.aborted) await delay(3_600_000, app.signal);
    } catch (error) {
      await supervisor.down();
      const interrupted = error instanceof Interrupted;
      change({
        phase: interrupted ? 'stopped' : 'failed',
        fault: interrupted ? null : (error as Error).message,
      });
      throw error;
    }
    change({ phase: 'stopping' });
    await supervisor.down();
    change({ phase: 'stopped' });
  });
}

interface Starting {
  supervisor: Supervisor;
  port: number;
  change: (next: Partial<State>) => void;
}

async function startAll(app: App, options: ServeOptions, at: Starting): Promise<void> {
  const database = await startDatabase(app, at.supervisor);
  const mlflowPort = options.tools.mlflowPython ? await keptPort(app.paths.run, 'mlflow') : null;
  const mlflowUrl = mlflowPort ? `http://127.0.0.1:${mlflowPort}` : (app.config.MLFLOW_TRACKING_URI ?? null);
  at.change({ mlflowUrl });
  const env = serviceEnv(app.env, {
    ...database,
    NODE_ENV: 'production',
    LUTHIER_PORT: String(at.port),
    LUTHIER_DATA_DIR: app.config.LUTHIER_DATA_DIR,
    LUTHIER_CACHE_DIR: app.config.LUTHIER_CACHE_DIR,
    LUTHIER_TRAIN_PYTHON: options.tools.trainPython,
    LUTHIER_GGUF_DIR: options.tools.ggufDir,
    LUTHIER_LLMCOMPRESSOR_PYTHON: options.tools.llmcompressorPython,
    LUTHIER_LM_EVAL_DIR: options.tools.lmEvalDir,
    ...(mlflowUrl ? { MLFLOW_TRACKING_URI: mlflowUrl } : {}),
  });
  const url = localUrl(app, at.port);
  const services = [
    nodeService(app, 'api', { env, ready: () => answersOk(`${url}/readyz`) }),
    nodeService(app, 'worker', { env, ready: workerReady(join(app.paths.logs, 'worker.log'), 20) }),
  ];
  const { mlflowPython } = options.tools;
  if (mlflowPython && mlflowPort) services.unshift(mlflowService(app, mlflowPython, mlflowPort));
  await at.supervisor.up(...services);
}

/** Embedded: starts it and hands its URL over in a private file. Either way the schema is brought up to date. */
async function startDatabase(app: App, supervisor: Supervisor): Promise<Record<string, string | null>> {
  let settings: Record<string, string | null> = {};
  if (!app.config.DATABASE_URL) {
    const { LUTHIER_DATA_DIR: dataDir, LUTHIER_CACHE_DIR: cacheDir } = app.config;
    const cluster = await prepareCluster({
      dataDir,
      cacheDir,
      env: app.env,
      signal: app.signal,
      throwaway: false,
    });
    await supervisor.up(cluster.service);
    await ensureDatabase(cluster);
    const file = join(app.paths.secrets, 'database-url');
    writePrivate(file, cluster.url);
    settings = { DATABASE_URL: null, DATABASE_URL_FILE: file };
  }
  const given = {
    DATABASE_URL: app.env['DATABASE_URL'] || null,
    DATABASE_URL_FILE: app.env['DATABASE_URL_FILE'] || null,
  };
  const both = { ...given, ...settings };
  await migrate(app, both);
  return both;
}

async function migrate(app: App, database: Record<string, string | null>): Promise<void> {
  const env = Object.fromEntries(
    Object.entries(database).filter((e): e is [string, string] => e[1] !== null),
  );
  await execOk(process.execPath, ['--no-warnings', join(root, 'prisma/migrate.mjs'), 'deploy'], {
    cwd: root,
    env: { ...plainEnv(app.env), ...env },
    signal: app.signal,
    log: join(app.paths.logs, 'migrate.log'),
  });
}

/** The port the api will listen on. Throws a Failure that names who has it. */
export async function apiPort(app: App): Promise<number> {
  const { LUTHIER_PORT: port, LUTHIER_HOST: host } = app.config;
  if (port === 0) return keptPort(app.paths.run, 'api');
  if (await isFree(port, host)) return port;
  const holder = holderOf(port);
  const who = holder ? ` by process ${holder.pid} (${holder.command})` : '';
  throw new Failure(`port ${port} on ${host} is taken${who}`, `LUTHIER_PORT=${port + 1} npm start`);
}

export function localUrl(app: App, port: number): string {
  const host = app.config.LUTHIER_HOST;
  const any: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '[::1]' };
  return `http://${any[host] ?? (host.includes(':') ? `[${host}]` : host)}:${port}`;
}

function firstState(app: App, options: ServeOptions, port: number): State {
  return {
    supervisor: identify(process.pid)!,
    phase: 'starting',
    fault: null,
    startedAt: new Date().toISOString(),
    fingerprint: serviceFingerprint(app, options.tools),
    url: app.config.LUTHIER_PUBLIC_URL ?? localUrl(app, port),
    mlflowUrl: null,
    adminKeyFile: app.config.LUTHIER_ADMIN_KEY_FILE ?? app.paths.adminKey,
    services: {},
  };
}

export const serviceFingerprint = (app: App, tools: Toolbox): string =>
  fingerprint(app, [tools.trainPython, tools.ggufDir, tools.mlflowPython ?? '']);
