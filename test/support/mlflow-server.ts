import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface MlflowServer {
  url: string;
  stop(): Promise<void>;
}

/** A real MLflow server with an empty database in a folder of its own. */
export async function startMlflow(bin: string): Promise<MlflowServer> {
  const dir = mkdtempSync(join(tmpdir(), 'luthier-mlflow-'));
  const port = await freePort();
  const child = spawn(
    bin,
    [
      'server',
      ...['--backend-store-uri', `sqlite:///${dir}/mlflow.db`, '--artifacts-destination', `${dir}/artifacts`],
      ...['--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
    ],
    {
      cwd: dir,
      detached: true,
      stdio: 'ignore',
      env: { PATH: `${dirname(bin)}:/usr/bin:/bin`, HOME: dir, MLFLOW_DISABLE_TELEMETRY: 'true' },
    },
  );
  const exited = once(child, 'exit');
  const stop = async () => {
    try {
      process.kill(-child.pid!, 'SIGKILL');
    } catch {
      // gone already
    }
    await exited;
    rmSync(dir, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  for (const deadline = Date.now() + 90_000; ;) {
    if (await answers(`${url}/health`)) return { url, stop };
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`MLflow did not come up (exit ${child.exitCode})`);
    }
    await sleep(250);
  }
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(1000) }).then(
    (response) => response.ok,
    () => false,
  );
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
