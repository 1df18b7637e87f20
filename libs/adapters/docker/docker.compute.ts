import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type Docker from 'dockerode';
import type {
  AttemptLaunch,
  Capabilities,
  Chunk,
  ComputePort,
  Cursor,
  Handle,
  Measured,
  Offset,
  Seen,
  TargetEnvironment,
} from '#jobs/compute.port.js';
import { failpoint } from '#platform/failpoints.js';
import { nvidiaGpus, nvidiaMemoryMb } from '../process/devices.js';
import { readLog } from '../process/log-file.js';
import { createContainer, imageIdOf, type LaunchPlace, startContainer } from './container-start.js';
import { LABEL } from './container-spec.js';
import { ContainerUse } from './container-use.js';
import { environmentOf } from './environment.js';
import { answered, dockerClient, engineInfo, found, settled } from './engine.js';
import { keepEngineLog, outputFile } from './output-file.js';

export interface DockerComputeOptions extends LaunchPlace {
  /** `unix:///…` or `tcp://host:port`; the engine must see this machine's folders. */
  host: string;
}

/** Attempts as containers of one local engine. The engine's inspect is the truth, its events are a hint. */
export class DockerCompute implements ComputePort {
  readonly target = 'docker';
  private readonly docker: Docker;
  private readonly use = new ContainerUse();

  constructor(private readonly options: DockerComputeOptions) {
    this.docker = dockerClient(options.host);
  }

  async capabilities(): Promise<Capabilities> {
    const info = await this.ask(() => engineInfo(this.docker));
    const gpus = 'nvidia' in info.Runtimes ? await nvidiaGpus() : [];
    const limits = { memory: info.MemoryLimit, cpu: info.CpuCfsQuota, pids: info.PidsLimit, network: true };
    const memoryMb = Math.floor(info.MemTotal / 2 ** 20);
    const gpuMemoryMb = gpus.length > 0 ? await nvidiaMemoryMb() : null;
    return {
      gpus,
      gpuMemoryMb,
      cpus: info.NCPU,
      memoryMb,
      gang: false,
      preemption: false,
      logStream: true,
      limits,
    };
  }

  environment(): Promise<TargetEnvironment | null> {
    return this.ask(async () => {
      const image = await imageIdOf(this.docker, this.options.image);
      return { sha256: await environmentOf(image, this.options), image };
    });
  }

  launch(attempt: AttemptLaunch): Promise<Handle> {
    return this.ask(() => this.launchNow(attempt));
  }

  private async launchNow(attempt: AttemptLaunch): Promise<Handle> {
    if (!attempt.name.startsWith(`lu-${this.options.installation}-`))
      throw new Error(`${attempt.name} is not of installation ${this.options.installation}`);
    const present = await this.inspect(attempt.name);
    if (present && present.State.Status !== 'created') return this.adopt(present, attempt);
    if (!present) await createContainer(this.docker, attempt, this.options);
    failpoint('docker.after_create');
    const made = await this.afterCreate(attempt.name);
    if (!made) throw new Error(`the container ${attempt.name} is not there after its creation`);
    const handle = this.adopt(made, attempt);
    const container = this.docker.getContainer(made.Id);
    if (made.State.Status === 'created') await startContainer(container);
    failpoint('docker.after_start');
    return handle;
  }

  /** A container that was created and never started counts as none: launch starts it. */
  async find(name: string): Promise<Handle | null> {
    const present = await this.ask(() => this.inspect(name));
    return present && present.State.Status !== 'created' ? handleOf(present) : null;
  }

  async *observe(since: Cursor, signal: AbortSignal): AsyncIterable<Seen> {
    const filters = { type: ['container'], event: ['start', 'die'], label: [this.label()] };
    const asked = {
      filters: filters as Record<string, string[]>,
      ...(since && { since: Number(since) }),
      abortSignal: signal,
    };
    const stream = (await this.docker.getEvents(asked)) as unknown as Readable;
    try {
      for await (const handle of this.list()) yield await this.get(handle);
      for await (const line of createInterface({ input: stream })) {
        const event = JSON.parse(line) as {
          Action: string;
          id: string;
          Actor: { Attributes: { name: string } };
        };
        const { name } = event.Actor.Attributes;
        const seen = await this.get({ target: this.target, name, id: event.id, incarnation: event.id });
        yield event.Action === 'die' ? await this.afterDeath(seen) : seen;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      stream.destroy();
    }
  }

  async get(handle: Handle): Promise<Seen> {
    try {
      const present = await this.ours(handle);
      if (!present) return { handle, phase: 'vanished', detail: 'the engine has no such container' };
      const seen = seenOf(handleOf(present), present);
      if (seen.phase === 'exited')
        await keepEngineLog(this.docker.getContainer(present.Id), folderOf(present));
      return seen;
    } catch (error) {
      return { handle, phase: 'unknown', detail: (error as Error).message };
    }
  }

  async *logs(handle: Handle, from: Offset): AsyncIterable<Chunk> {
    const present = await this.ours(handle);
    if (present) yield* readLog(outputFile(folderOf(present)), from);
  }

  /** Asked of the engine now: it keeps no history, so the offset stays. */
  async measured(handle: Handle, nextOffset: Offset): Promise<Measured> {
    const present = await this.ours(handle);
    if (!present?.State.Running) return { readings: [], nextOffset };
    const gpus = (present.HostConfig.DeviceRequests ?? []).flatMap(({ DeviceIDs }) => DeviceIDs ?? []);
    const reading = await this.use.read(this.docker.getContainer(present.Id), gpus);
    return { readings: reading ? [reading] : [], nextOffset };
  }

  async stop(handle: Handle, graceSeconds: number): Promise<void> {
    await this.ask(async () => {
      const present = await this.ours(handle);
      if (!present) return;
      await settled(this.docker.getContainer(present.Id).stop({ t: Math.ceil(graceSeconds) }));
    });
  }

  async *list(): AsyncIterable<Handle> {
    const rows = await this.docker.listContainers({ all: true, filters: { label: [this.label()] } });
    for (const row of rows) {
      const name = row.Names[0]?.slice(1);
      if (name) yield handle(name, { id: row.Id, image: row.ImageID, labels: row.Labels });
    }
  }

  async forget(handle: Handle): Promise<void> {
    await this.ask(async () => {
      const present = await this.ours(handle);
      if (!present) return;
      if (present.State.Running) throw new Error(`${handle.name} still runs`);
      await settled(this.docker.getContainer(present.Id).remove({ v: true }));
    });
  }

  private ask<T>(act: () => Promise<T>): Promise<T> {
    return answered(this.options.host, act);
  }

  private adopt(present: Docker.ContainerInspectInfo, attempt: AttemptLaunch): Handle {
    if (folderOf(present) !== attempt.folder)
      throw new Error(`${attempt.name} was launched in ${folderOf(present)}, not in ${attempt.folder}`);
    return handleOf(present);
  }

  /** The die event may come before the engine has written the exit code down. */
  private async afterDeath(seen: Seen): Promise<Seen> {
    for (let tries = 0; seen.phase === 'running' && tries < 40; tries += 1) {
      await sleep(50);
      seen = await this.get(seen.handle);
    }
    return seen;
  }

  /** A name that another worker's create has taken may answer 404 until that create is through. */
  private async afterCreate(name: string): Promise<Docker.ContainerInspectInfo | null> {
    for (let tries = 0; tries < 200; tries += 1) {
      const made = await this.inspect(name);
      if (made) return made;
      await sleep(50);
    }
    return null;
  }

  private inspect(name: string): Promise<Docker.ContainerInspectInfo | null> {
    return found(this.docker.getContainer(name).inspect());
  }

  /** The container of the handle's name, if it is still the same one and of this installation. */
  private async ours(handle: Handle): Promise<Docker.ContainerInspectInfo | null> {
    const present = await this.inspect(handle.name);
    return present && present.Id === handle.incarnation ? present : null;
  }

  private label(): string {
    return `${LABEL.installation}=${this.options.installation}`;
  }
}

const folderOf = (present: Docker.ContainerInspectInfo): string => present.Config.Labels[LABEL.folder] ?? '';

const handleOf = ({ Id, Name, Image, Config }: Docker.ContainerInspectInfo): Handle =>
  handle(Name.slice(1), { id: Id, image: Image, labels: Config.Labels });

function handle(
  name: string,
  { id, image, labels }: { id: string; image: string; labels: Record<string, string> },
): Handle {
  const sha256 = labels[LABEL.environment];
  return {
    ...{ target: 'docker', name, id, incarnation: id },
    ...(sha256 ? { environment: { sha256, image } } : {}),
  };
}

function seenOf(handle: Handle, { State }: Docker.ContainerInspectInfo): Seen {
  if (State.Status === 'created') return { handle, phase: 'queued' };
  const startedAt = new Date(State.StartedAt);
  // paused, restarting and removing still hold its processes
  if (State.Status !== 'exited' && State.Status !== 'dead') return { handle, phase: 'running', startedAt };
  return {
    handle,
    phase: 'exited',
    exitCode: State.ExitCode,
    signal: null,
    oomKilled: State.OOMKilled,
    startedAt,
    finishedAt: new Date(State.FinishedAt),
    ...(State.Error && { detail: State.Error }),
  };
}
