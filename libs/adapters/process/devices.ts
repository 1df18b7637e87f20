import { execFile } from 'node:child_process';
import { availableParallelism, totalmem } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** NVIDIA GPUs by UUID, which survives a reboot and is what CUDA and Docker take; none without a working driver. */
export async function nvidiaGpus(): Promise<string[]> {
  try {
    const query = ['--query-gpu=uuid', '--format=csv,noheader'];
    const { stdout } = await run('nvidia-smi', query, { timeout: 10_000 });
    return stdout.split('\n').filter((line) => line.startsWith('GPU-'));
  } catch {
    return [];
  }
}

/** MiB of the smallest GPU; null without one that says. */
export async function nvidiaMemoryMb(): Promise<number | null> {
  try {
    const query = ['--query-gpu=memory.total', '--format=csv,noheader,nounits'];
    const { stdout } = await run('nvidia-smi', query, { timeout: 10_000 });
    const sizes = stdout
      .split('\n')
      .map(Number)
      .filter((size) => size > 0);
    return sizes.length > 0 ? Math.min(...sizes) : null;
  } catch {
    return null;
  }
}

const USE = {
  utilization_percent: 'utilization.gpu',
  memory_bytes: 'memory.used',
  power_watts: 'power.draw',
  temperature_celsius: 'temperature.gpu',
} as const;

/** `gpu0/utilization_percent` … of these boards, in their order; what a board does not tell is left out. */
export async function nvidiaUse(uuids: readonly string[]): Promise<Record<string, number>> {
  try {
    const query = [`--query-gpu=uuid,${Object.values(USE).join()}`, '--format=csv,noheader,nounits'];
    const { stdout } = await run('nvidia-smi', [...query, `--id=${uuids.join()}`], { timeout: 5_000 });
    return useOf(stdout, uuids);
  } catch {
    return {};
  }
}

export function useOf(csv: string, uuids: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [uuid, ...cells] of csv.split('\n').map((line) => line.split(', '))) {
    const gpu = uuids.indexOf(uuid!);
    if (gpu < 0) continue;
    for (const [at, name] of Object.keys(USE).entries()) {
      const value = Number(cells[at] ?? NaN); // `[N/A]`
      if (Number.isFinite(value))
        found[`gpu${gpu}/${name}`] = name === 'memory_bytes' ? value * 2 ** 20 : value;
    }
  }
  return found;
}

/** Cores and memory this process may use. */
export function machine(): { cpus: number; memoryMb: number } {
  const granted = process.constrainedMemory();
  const bytes = granted > 0 ? Math.min(granted, totalmem()) : totalmem();
  return { cpus: availableParallelism(), memoryMb: Math.floor(bytes / 2 ** 20) };
}
