import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HEAP_FLAGS } from '#platform/heap-flags.js';
import type { App } from './app.js';
import { plainEnv } from './child-env.js';
import { program, root } from './root.js';
import type { ServiceSpec } from './service.js';

/** The embedded MLflow: sqlite and files in the data folder, for this machine only. */
export function mlflowService(app: App, python: string, port: number): ServiceSpec {
  const dir = app.paths.mlflow;
  mkdirSync(join(dir, 'artifacts'), { recursive: true, mode: 0o700 });
  const address = ['--host', '127.0.0.1', '--port', String(port), '--workers', '1'];
  const store = ['--backend-store-uri', `sqlite:///${join(dir, 'mlflow.db')}`];
  return {
    name: 'mlflow',
    program: python,
    args: ['-m', 'mlflow', 'server', ...store, '--artifacts-destination', join(dir, 'artifacts'), ...address],
    // the server starts its workers by name, so its own folder comes first in PATH
    env: {
      ...plainEnv(app.env),
      PATH: `${join(python, '..')}:${app.env['PATH'] ?? '/usr/bin:/bin'}`,
      // its seven job consumers take 170 MB each, and nothing here uses them
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      DO_NOT_TRACK: '1',
      PYTHONNOUSERSITE: '1',
    },
    cwd: dir,
    log: join(app.paths.logs, 'mlflow.log'),
    stopSignal: 'SIGTERM',
    graceSeconds: 10,
    readySeconds: 120,
    ready: () => answersOk(`http://127.0.0.1:${port}/health`),
  };
}

export function nodeService(
  app: App,
  name: 'api' | 'worker',
  { env, ready }: Pick<ServiceSpec, 'env' | 'ready'>,
): ServiceSpec {
  return {
    name,
    ready,
    // compiled once: the next start takes a fifth less
    env: { ...env, NODE_COMPILE_CACHE: join(app.config.LUTHIER_CACHE_DIR, 'compiled') },
    program: process.execPath,
    args: ['--enable-source-maps', '--no-warnings', ...HEAP_FLAGS, program(name)],
    cwd: root,
    log: join(app.paths.logs, `${name}.log`),
    stopSignal: 'SIGTERM',
    graceSeconds: 30, // the worker gives itself 25
    readySeconds: 90,
  };
}

/** The worker has no port: it says so in its log, or, where it logs less, has stayed alive this long. */
export function workerReady(log: string, orAliveSeconds: number): ServiceSpec['ready'] {
  const seen = new Map<number, number>();
  return ({ who, logStart }) => {
    const since = seen.get(who.pid) ?? Date.now();
    seen.set(who.pid, since);
    const said = readFileSync(log).subarray(logStart).includes('worker is ready');
    return Promise.resolve(said || Date.now() - since >= orAliveSeconds * 1000);
  };
}

export async function answersOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(3000) });
  await response.body?.cancel();
  return response.ok;
}
