import type Docker from 'dockerode';
import type { Reading } from '#jobs/compute.port.js';
import { nvidiaUse } from '../process/devices.js';

const EVERY_MS = 5_000;
/** Of containers that nobody has asked about for so long nothing is remembered. */
const FORGET_MS = 10 * 60_000;

interface Counters {
  at: number;
  cpuNs: number;
  read: number;
  written: number;
}

/** What containers use, by the engine's own account of their cgroups; rates are since the last look of this worker. */
export class ContainerUse {
  private readonly before = new Map<string, Counters>();

  /** Null sooner than five seconds after the last one, and for the first look, which has nothing to compare with. */
  async read(container: Docker.Container, gpus: string[]): Promise<Reading | null> {
    const last = this.before.get(container.id);
    if (last && Date.now() - last.at < EVERY_MS) return null;
    const stats = await container.stats({ stream: false, 'one-shot': true });
    const now = countersOf(stats);
    for (const [id, { at }] of this.before) if (now.at - at > FORGET_MS) this.before.delete(id);
    this.before.set(container.id, now);
    if (!last || !stats.memory_stats.usage) return null; // a container that has ended has no figures
    const { usage, stats: detail } = stats.memory_stats;
    const rate = (name: 'read' | 'written') =>
      Math.round((1000 * Math.max(0, now[name] - last[name])) / (now.at - last.at));
    return {
      at: new Date(now.at),
      values: {
        cpu_percent: Math.round(Math.max(0, now.cpuNs - last.cpuNs) / (now.at - last.at) / 1000) / 10,
        // without files that the kernel keeps only because there is room
        memory_bytes: Math.max(0, usage - (detail?.inactive_file ?? 0)),
        read_bytes_per_second: rate('read'),
        written_bytes_per_second: rate('written'),
        ...(gpus.length > 0 && (await nvidiaUse(gpus))),
      },
    };
  }
}

function countersOf(stats: Docker.ContainerStats): Counters {
  const moved = (op: string) =>
    (stats.blkio_stats?.io_service_bytes_recursive ?? [])
      .filter((one) => one.op.toLowerCase() === op)
      .reduce((sum, { value }) => sum + value, 0);
  return {
    at: Date.now(),
    cpuNs: stats.cpu_stats.cpu_usage.total_usage,
    read: moved('read'),
    written: moved('write'),
  };
}
