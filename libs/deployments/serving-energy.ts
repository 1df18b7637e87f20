import { CPU_WATTS } from '#sizing/energy.js';
import type { TakenEnergy } from '#serving-usage/serving-usage.service.js';
import type { ServerUsage } from './serving.port.js';

/**
 * What a server took between two readings of its counters; without an earlier one, since its start. CPU without a counter is
 * modelled from its CPU seconds. A GPU without one is not: a board that waits takes no known part of its limit.
 */
export function takenSince(now: ServerUsage, before: ServerUsage | null): TakenEnergy {
  // counters that went back are those of another start
  const last = before !== null && before.up_seconds <= now.up_seconds ? before : null;
  const up = now.up_seconds - (last?.up_seconds ?? 0);
  const cpu = between(now.cpu_joules, last === null ? 0 : last.cpu_joules);
  const gpu = now.gpus === 0 ? 0 : between(now.gpu_joules, last === null ? 0 : last.gpu_joules);
  const cpuSeconds = Math.max(0, now.cpu_seconds - (last?.cpu_seconds ?? 0));
  return {
    upMs: Math.round(up * 1000),
    measuredJoules: (cpu ?? 0) + (gpu ?? 0),
    modelledJoules: cpu === null ? cpuSeconds * CPU_WATTS : 0,
    unknownMs: gpu === null ? Math.round(up * 1000) : 0,
    source: [
      cpu === null
        ? `CPU: ${CPU_WATTS} W x CPU seconds, modelled: ${now.cpu_unavailable ?? 'no counter'}`
        : `CPU: ${now.cpu_source ?? 'counters'} of the machine by share of CPU time`,
      ...(now.gpus === 0
        ? []
        : [
            gpu === null
              ? `GPU: unknown (${now.gpu_unavailable ?? 'no counter'})`
              : 'GPU: NVML counters of its boards',
          ]),
    ].join('; '),
  };
}

/** Null where either end was not counted: a counter that comes back tells nothing of the time without it. */
const between = (now: number | null, before: number | null): number | null =>
  now === null || before === null ? null : Math.max(0, now - before);
