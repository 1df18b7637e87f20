import { describe, expect, it } from '@jest/globals';
import { breakEven, energyOf, type Metered, together } from './energy.js';

const metered: Metered = {
  cpu_seconds: 100,
  cpu_share: 0.5,
  machine_joules: 7200,
  cpu_source: 'rapl package-0',
  cpu_unavailable: null,
  gpu_joules: null,
  gpu_unavailable: null,
};
const run = { wallSeconds: 3600, cpus: 2, gpus: 0, metered, gpuWatts: null };

describe('the energy of an attempt', () => {
  it('is its share of what the machine counted, and the counted energy of its boards', () => {
    expect(energyOf(run)).toMatchObject({
      watt_hours: 1,
      basis: 'measured',
      share_of_machine: 0.5,
      gpu_watt_hours: 0,
    });
    expect(energyOf({ ...run, gpus: 1, metered: { ...metered, gpu_joules: 36_000 } })).toMatchObject({
      watt_hours: 11,
      basis: 'measured',
      gpu_watt_hours: 10,
    });
  });

  it('is modelled from CPU seconds where nothing is counted, from granted CPUs where nobody looked, and says so', () => {
    const uncounted = { ...metered, machine_joules: null, cpu_source: null, cpu_unavailable: 'no RAPL' };
    const modelled = energyOf({ ...run, metered: uncounted });
    expect(modelled).toMatchObject({ watt_hours: 0.277778, basis: 'modelled', share_of_machine: null });
    expect(modelled.source).toContain('no RAPL');
    expect(energyOf({ ...run, metered: null })).toMatchObject({ watt_hours: 20, basis: 'modelled' });
  });

  it('of a GPU that nobody can read is mixed with stated watts, and unknown without', () => {
    const gpu = { ...run, gpus: 2, metered: { ...metered, gpu_unavailable: 'no NVML' } };
    expect(energyOf({ ...gpu, gpuWatts: 100 })).toMatchObject({ watt_hours: 171, basis: 'mixed' });
    expect(energyOf(gpu)).toMatchObject({
      watt_hours: null,
      basis: null,
      cpu_watt_hours: 1,
      gpu_watt_hours: null,
    });
    expect([together([]), together(['measured', 'modelled'])]).toEqual([null, 'mixed']);
  });
});

describe('the break-even', () => {
  it('is where what is saved on tokens has paid for the training', () => {
    const serving = { pricePerMillion: 3, hourPrice: 0.36, tokensPerSecond: 100, watts: 72 };
    expect(breakEven(10, serving)).toEqual({
      price_per_1m: 3,
      own_cost_per_1m: 1,
      pays_off: true,
      break_even_tokens: 5_000_000,
      watt_hours_per_1k_tokens: 0.2,
    });
  });

  it('is never where serving costs more, and unknown where a figure is missing', () => {
    const dear = { pricePerMillion: 1, hourPrice: 3.6, tokensPerSecond: 100, watts: null };
    expect(breakEven(10, dear)).toMatchObject({
      pays_off: false,
      break_even_tokens: null,
      watt_hours_per_1k_tokens: null,
    });
    expect(breakEven(null, { ...dear, hourPrice: 0.036 })).toMatchObject({
      pays_off: true,
      break_even_tokens: null,
    });
    expect(breakEven(1, { ...dear, tokensPerSecond: null })).toMatchObject({
      own_cost_per_1m: null,
      pays_off: null,
    });
  });
});
