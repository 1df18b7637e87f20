import { describe, expect, it } from '@jest/globals';
import type { ServerUsage } from './serving.port.js';
import { takenSince } from './serving-energy.js';

const counted: ServerUsage = {
  ...{
    up_seconds: 100,
    cpu_seconds: 20,
    cpu_joules: 500,
    cpu_source: 'rapl package-0',
    cpu_unavailable: null,
  },
  ...{ gpus: 0, gpu_joules: null, gpu_unavailable: null },
};
const later = (over: Partial<ServerUsage>): ServerUsage => ({
  ...counted,
  up_seconds: 110,
  cpu_seconds: 24,
  ...over,
});

describe('what a server took between two readings', () => {
  it('is what its counters gained, and since its start without an earlier reading', () => {
    expect(takenSince(later({ cpu_joules: 620 }), counted)).toMatchObject({
      ...{ upMs: 10_000, measuredJoules: 120, modelledJoules: 0, unknownMs: 0 },
      source: 'CPU: rapl package-0 of the machine by share of CPU time',
    });
    expect(takenSince(counted, null)).toMatchObject({ upMs: 100_000, measuredJoules: 500 });
  });

  it('is everything since its start once it was started again', () => {
    expect(takenSince({ ...counted, up_seconds: 3, cpu_joules: 7 }, counted)).toMatchObject({
      ...{ upMs: 3_000, measuredJoules: 7 },
    });
  });

  it('is modelled from CPU seconds, and marked, where the machine has no counter or lost it', () => {
    const none = { cpu_joules: null, cpu_source: null, cpu_unavailable: 'no RAPL' };
    expect(takenSince(later(none), { ...counted, ...none })).toMatchObject({
      ...{ measuredJoules: 0, modelledJoules: 40 },
      source: 'CPU: 10 W x CPU seconds, modelled: no RAPL',
    });
    expect(takenSince(later(none), counted)).toMatchObject({ measuredJoules: 0, modelledJoules: 40 });
  });

  it('counts a GPU by its counter, and says for how long one had none', () => {
    const gpu = { gpus: 1, gpu_joules: 900 };
    expect(takenSince(later({ ...gpu, gpu_joules: 1_000 }), { ...counted, ...gpu })).toMatchObject({
      ...{ measuredJoules: 100, unknownMs: 0 },
    });
    const dark = { gpus: 1, gpu_joules: null, gpu_unavailable: 'NVML does not start' };
    expect(takenSince(later(dark), counted)).toMatchObject({
      ...{ unknownMs: 10_000, source: expect.stringContaining('GPU: unknown (NVML does not start)') },
    });
  });
});
