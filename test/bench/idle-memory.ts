import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Service } from '../e2e/harness.js';

export interface IdleMemory {
  apiMb: number;
  workerMb: number;
}

/** Proportional set size of api and worker after `seconds` of rest, in MB (10^6 bytes). */
export async function idleMemory(seconds: number): Promise<IdleMemory> {
  const service = await Service.start({ programs: [] });
  try {
    const api = service.launch('api');
    await api.ready;
    const worker = service.launch('worker');
    await worker.ready;
    await sleep(seconds * 1000);
    return { apiMb: pssMb(api.pid), workerMb: pssMb(worker.pid) };
  } finally {
    await service.stop();
  }
}

/** /proc/PID/smaps_rollup: memory that is shared counts by its share. */
function pssMb(pid: number): number {
  const kib = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return (Number(kib) * 1024) / 1e6;
}
