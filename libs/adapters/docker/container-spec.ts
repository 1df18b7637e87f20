import { join } from 'node:path';
import type Docker from 'dockerode';
import { attemptEnvironment } from '../process/attempt-environment.js';
import type { AttemptLaunch } from '#jobs/compute.port.js';
import { outputFile } from './output-file.js';

export const LABEL = {
  installation: 'luthier.installation',
  job: 'luthier.job',
  attempt: 'luthier.attempt',
  epoch: 'luthier.epoch',
  folder: 'luthier.folder',
  environment: 'luthier.environment',
} as const;

export interface ContainerPlace {
  installation: string;
  /** Image id (sha256:…), so that a tag that moves changes nothing. */
  imageId: string;
  user: string;
  /** Digest of what it is made of: environment.ts. */
  environment: string;
  /** Folder of this machine with once.py and run.py; without it the image brings them under /opt/luthier/jobs. */
  jobsDir?: string;
  /** Python packages of this machine, for an image that has none. */
  sitePackages?: string;
  /** The GGUF converter of this machine, for an image that has none. */
  converterDir?: string;
  /** libllama of this machine, for an image that has none. */
  llamaDir?: string;
  /** Processors of the engine: it refuses to grant more. */
  engineCpus: number;
}

// Mounted at places of their own: the image may close the folders above their place on this machine (/root).
const JOBS = '/opt/luthier/jobs';
const SITE_PACKAGES = '/opt/luthier/site-packages';
const CONVERTER = '/opt/luthier/converter';
const LLAMA = '/opt/luthier/llama';
const PATH = '/opt/python/bin:/usr/local/bin:/usr/bin:/bin';
const MB = 2 ** 20;

/** Everything about the container of an attempt, decided here and nowhere else: no part of it comes from a user. */
export function containerSpec(attempt: AttemptLaunch, place: ContainerPlace): Docker.ContainerCreateOptions {
  const { resources } = attempt;
  return {
    name: attempt.name,
    Image: place.imageId,
    Labels: {
      [LABEL.installation]: place.installation,
      [LABEL.job]: attempt.jobId,
      [LABEL.attempt]: String(attempt.attempt),
      [LABEL.epoch]: String(attempt.epoch),
      [LABEL.folder]: attempt.folder,
      [LABEL.environment]: place.environment,
    },
    ...program(attempt),
    Env: Object.entries(environment(attempt, place)).map(([name, value]) => `${name}=${value}`),
    WorkingDir: attempt.folder,
    User: place.user,
    Hostname: 'attempt',
    NetworkDisabled: true,
    StopSignal: 'SIGTERM',
    StopTimeout: 60,
    HostConfig: {
      ...confinement(resources.pids),
      Mounts: mounts(attempt, place),
      NanoCpus: Math.min(resources.cpus, place.engineCpus) * 1e9,
      // equal: no swap, or the limit would be twice what was granted
      ...(resources.memoryMb && { Memory: resources.memoryMb * MB, MemorySwap: resources.memoryMb * MB }),
      ...(resources.gpus.length > 0 && { DeviceRequests: [gpuRequest(resources.gpus)] }),
    },
  };
}

const program = ({ own }: AttemptLaunch): Pick<Docker.ContainerCreateOptions, 'Entrypoint' | 'Cmd'> =>
  own && 'image' in own
    ? { Entrypoint: own.command, Cmd: [] }
    : { Entrypoint: ['python3'], Cmd: [`${JOBS}/once.py`, `${JOBS}/run.py`] };

function confinement(pids: number): Docker.HostConfig {
  return {
    NetworkMode: 'none',
    ReadonlyRootfs: true,
    Privileged: false,
    CapDrop: ['ALL'],
    SecurityOpt: ['no-new-privileges:true'],
    IpcMode: 'private',
    PidsLimit: pids,
    Init: true,
    ShmSize: 256 * MB,
    Tmpfs: { '/tmp': 'rw,nosuid,nodev,noexec,size=512m,mode=1777' },
    Ulimits: [{ Name: 'core', Soft: 0, Hard: 0 }],
    RestartPolicy: { Name: 'no' },
    // only what is said before the program takes output.log over
    LogConfig: { Type: 'json-file', Config: { 'max-size': '1m', 'max-file': '1' } },
  };
}

function mounts(attempt: AttemptLaunch, place: ContainerPlace): Docker.MountSettings[] {
  // spec.json alone: the folder belongs to the service and is closed to the program's user
  const read = new Set([...attempt.readPaths, join(attempt.folder, 'spec.json')]);
  if (attempt.own && 'recipe' in attempt.own) read.add(attempt.own.recipe);
  const bind = (Source: string, Target: string, ReadOnly: boolean) =>
    ({ Type: 'bind', Source, Target, ReadOnly }) as const;
  const workspace = join(attempt.folder, 'workspace');
  const output = outputFile(attempt.folder);
  return [
    ...[...read].map((path) => bind(path, path, true)),
    ...(place.jobsDir ? [bind(place.jobsDir, JOBS, true)] : []),
    ...(place.sitePackages ? [bind(place.sitePackages, SITE_PACKAGES, true)] : []),
    ...(place.converterDir ? [bind(place.converterDir, CONVERTER, true)] : []),
    ...(place.llamaDir ? [bind(place.llamaDir, LLAMA, true)] : []),
    bind(workspace, workspace, false),
    bind(output, output, false),
  ];
}

function environment(attempt: AttemptLaunch, place: ContainerPlace): Record<string, string> {
  const converterDir = place.converterDir && CONVERTER;
  const llamaDir = place.llamaDir && LLAMA;
  return {
    ...attemptEnvironment(attempt, { path: PATH, converterDir, llamaDir }),
    JOB_OUTPUT: outputFile(attempt.folder),
    ...(place.sitePackages && { PYTHONPATH: SITE_PACKAGES }),
    // an image may ask for all GPUs, and a default runtime would obey
    ...(attempt.resources.gpus.length === 0 && { NVIDIA_VISIBLE_DEVICES: 'void' }),
  };
}

const gpuRequest = (gpus: string[]): Docker.DeviceRequest => ({
  Driver: 'nvidia',
  DeviceIDs: gpus,
  Capabilities: [['gpu', 'compute', 'utility']],
  Options: {},
});
