import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Docker from 'dockerode';

export interface DockerEngine {
  host: string;
  docker: Docker;
  /** Ends a private engine with everything in it; of a given one, only what the tests made. */
  stop(): Promise<void>;
}

const DOCKERD = '/usr/sbin/dockerd';
const CAP_SYS_ADMIN = 1n << 21n;

/**
 * Why Docker cannot run here, or null: then it must, and a test that cannot reach an engine fails. A missing engine is
 * installed in CI or where LUTHIER_TEST_INSTALL_DOCKER=1 allows it.
 */
export function noDockerBecause(): string | null {
  if (process.env['LUTHIER_TEST_DOCKER_HOST']) return null;
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'not root, and LUTHIER_TEST_DOCKER_HOST names no engine';
  const effective = /^CapEff:\t([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  if (!(BigInt(`0x${effective}`) & CAP_SYS_ADMIN)) return 'root without CAP_SYS_ADMIN';
  if (!existsSync(DOCKERD) && !mayInstall())
    return 'no dockerd (apt-get install docker.io, or LUTHIER_TEST_INSTALL_DOCKER=1)';
  return null;
}

const mayInstall = () => Boolean(process.env['CI'] ?? process.env['LUTHIER_TEST_INSTALL_DOCKER']);

/** The engine that the environment names, or one of our own. Its name tells apart what several test files make. */
export async function openDockerEngine(): Promise<DockerEngine> {
  const given = process.env['LUTHIER_TEST_DOCKER_HOST'];
  if (given) return { host: given, docker: client(given), stop: () => Promise.resolve() };
  if (!existsSync(DOCKERD)) install();
  return startPrivate();
}

function install(): void {
  const apt = (...args: string[]) =>
    execFileSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=120', ...args], {
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
  apt('update');
  apt('install', '-y', '--no-install-recommends', 'docker.io');
}

/** Nothing of it is shared with an engine that may run here: data, state, process id and socket lie in one folder. */
async function startPrivate(): Promise<DockerEngine> {
  const folder = mkdtempSync(join(tmpdir(), 'luthier-docker-'));
  const place = (name: string) => join(folder, name);
  const host = `unix://${place('docker.sock')}`;
  const log = openSync(place('log'), 'a');
  const child = spawn(
    DOCKERD,
    [
      ...['--data-root', place('data'), '--exec-root', place('exec'), '--pidfile', place('pid')],
      ...['--host', host, '--bridge', 'none', '--iptables=false', '--ip6tables=false'],
    ],
    {
      stdio: ['ignore', log, log],
      detached: true,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', HOME: folder, TMPDIR: folder },
    },
  );
  const gone = new Promise<void>((done) => {
    child.once('exit', () => done());
    child.once('error', () => done());
  });
  const docker = client(host);
  const stop = async () => {
    await emptied(docker);
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    await gone;
    clearTimeout(timer);
    unmount(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  for (const end = Date.now() + 60_000; ; await sleep(100)) {
    if (await docker.ping().then(Boolean, () => false)) return { host, docker, stop };
    if (child.exitCode === null && child.pid !== undefined && Date.now() < end) continue;
    const said = readFileSync(place('log'), 'utf8').slice(-2000);
    await stop();
    throw new Error(`dockerd did not come up:\n${said}`);
  }
}

async function emptied(docker: Docker): Promise<void> {
  for (const { Id } of await docker.listContainers({ all: true }).catch(() => []))
    await docker
      .getContainer(Id)
      .remove({ force: true, v: true })
      .catch(() => undefined);
}

/** What a killed engine has left mounted; the deepest first. */
function unmount(folder: string): void {
  const mounts = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounts.reverse()) execFileSync('umount', ['--lazy', path], { stdio: 'ignore' });
}

function client(host: string): Docker {
  const url = new URL(host);
  if (url.protocol === 'unix:') return new Docker({ socketPath: decodeURIComponent(url.pathname) });
  return new Docker({ protocol: 'http', host: url.hostname, port: Number(url.port || 2375) });
}

/** An image with the Python of this machine; `sitePackages`: folders that are mounted later, whose libraries it needs. */
export async function jobImage(engine: DockerEngine, sitePackages: string[] = []): Promise<string> {
  const image = `luthier/test-job:${process.pid}`;
  const python = process.env['LUTHIER_TEST_TRAIN_PYTHON'] ?? 'python3';
  const args = ['docker/rootfs.mjs', image, python, ...sitePackages];
  execFileSync(process.execPath, args, {
    env: { ...process.env, DOCKER_HOST: engine.host },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return image;
}
