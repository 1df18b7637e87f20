import { dirname } from 'node:path';
import { answersHttp, freePort, serverFolder, startServer } from './server-process.js';

export interface MlflowServer {
  url: string;
  stop(): Promise<void>;
}

/** A real MLflow server with an empty database in a folder of its own. */
export async function startMlflow(bin: string): Promise<MlflowServer> {
  const { folder, remove } = serverFolder('mlflow');
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = await startServer({
    name: 'MLflow',
    command: bin,
    args: [
      'server',
      ...['--backend-store-uri', `sqlite:///${folder}/mlflow.db`],
      ...['--artifacts-destination', `${folder}/artifacts`],
      ...['--host', '127.0.0.1', '--port', String(port), '--workers', '1'],
    ],
    cwd: folder,
    env: {
      PATH: `${dirname(bin)}:/usr/bin:/bin`,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false', // as the launcher says: seven consumers that nothing here uses
    },
    ready: answersHttp(`${url}/health`),
  });
  return { url, stop: () => server.kill().finally(remove) };
}
