import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { answersHttp, freePort, serverFolder, type ServerProcess, startServer } from './server-process.js';

/** A bucket of a real S3 server on a port and in a folder of its own. */
export interface S3Server {
  url: string;
  bucket: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  client: S3Client;
  /** Ends the process; the folder stays for `start`. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const credentials = { accessKeyId: 'test-access', secretAccessKey: 'test-secret-of-the-tests' };

/** moto: the best semantics, in memory; it checks no signature and no expiry. */
export async function startMoto(serversDir: string, python: string): Promise<S3Server> {
  const server = await s3Server('moto', ({ folder, port, url }) => ({
    command: python,
    args: ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)],
    cwd: folder,
    env: { PYTHONPATH: serversDir, PYTHONDONTWRITEBYTECODE: '1' },
    ready: answersHttp(url),
  }));
  await server.client.send(new CreateBucketCommand({ Bucket: server.bucket }));
  return server;
}

/** rclone: checks signatures and expiry, keeps a folder; it knows no conditional writes. A bucket is a folder of its root. */
export function startRclone(serversDir: string): Promise<S3Server> {
  return s3Server('rclone', ({ folder, port, url, bucket }) => {
    mkdirSync(join(folder, 'root', bucket), { recursive: true });
    return {
      command: join(serversDir, 'bin/rclone'),
      args: ['serve', 's3', '--addr', `127.0.0.1:${port}`, '--vfs-cache-mode', 'off', join(folder, 'root')],
      cwd: folder,
      // the quotes keep the pair one value of a list
      env: { RCLONE_AUTH_KEY: `"${credentials.accessKeyId},${credentials.secretAccessKey}"` },
      ready: answersHttp(url),
    };
  });
}

type Place = { folder: string; port: number; url: string; bucket: string };

async function s3Server(
  name: string,
  commandOf: (place: Place) => Omit<Parameters<typeof startServer>[0], 'name'>,
): Promise<S3Server> {
  const { folder, remove } = serverFolder(name);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const bucket = 'luthier-test';
  const command = { name, ...commandOf({ folder, port, url, bucket }) };
  let running: ServerProcess = await startServer(command);
  const client = new S3Client({ endpoint: url, region: 'us-east-1', credentials, forcePathStyle: true });
  return {
    url,
    bucket,
    credentials,
    client,
    kill: () => running.kill(),
    start: async () => void (running = await startServer(command)),
    async stop() {
      client.destroy();
      await running.kill();
      remove();
    },
  };
}
