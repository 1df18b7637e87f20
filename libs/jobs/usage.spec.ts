import { describe, expect, it } from '@jest/globals';
import { sumUsage, usageOf } from './usage.js';

const rates = {
  gpuHourPrice: { currency: 'EUR', nanosPerHour: 2e9 },
  cpuHourPrice: { currency: 'EUR', nanosPerHour: 0.1e9 },
  gpuWatts: 400,
  kgCo2ePerKwh: 0.4,
};
const hour = { wallSeconds: 3600, slots: ['cpu0'], cpusPerSlot: 2, metered: null };

describe('what an attempt took', () => {
  it('has the price of its slots and the carbon of the grid', () => {
    expect(usageOf(hour, rates)).toMatchObject({
      ...{ slot_seconds: 3600, watt_hours: 20, basis: 'modelled', kg_co2e: 0.008 },
      cost: { currency: 'EUR', units: 0, nanos: 100_000_000 },
    });
    expect(usageOf({ ...hour, slots: ['0', '1'] }, rates)).toMatchObject({
      ...{ slot_seconds: 7200, gpu_watt_hours: 680, cost: { units: 4 } },
    });
  });

  it('has no cost and no carbon that nobody has stated', () => {
    const none = { gpuHourPrice: null, cpuHourPrice: null, gpuWatts: null, kgCo2ePerKwh: null };
    expect(usageOf(hour, none)).toMatchObject({ watt_hours: 20, kg_co2e: null, cost: null });
    expect(usageOf({ ...hour, slots: ['0'] }, none)).toMatchObject({ watt_hours: null, basis: null });
  });
});

describe('what a job took', () => {
  it('is the sum of its attempts, failed ones too', () => {
    const one = usageOf(hour, rates);
    expect(sumUsage([one, one, one])).toMatchObject({
      ...{ attempts: 3, slot_seconds: 10_800, watt_hours: 60, basis: 'modelled', kg_co2e: 0.024 },
      cost: { currency: 'EUR', units: 0, nanos: 300_000_000 },
    });
    expect(sumUsage([])).toBeNull();
  });

  it('is unknown where a part is, and has no cost in two currencies', () => {
    const one = usageOf(hour, rates);
    expect(sumUsage([one, { ...one, watt_hours: null, kg_co2e: null, basis: null }])).toMatchObject({
      ...{ watt_hours: null, basis: null, kg_co2e: null },
    });
    expect(sumUsage([one, { ...one, cost: { currency: 'USD', units: 1, nanos: 0 } }])!.cost).toBeNull();
    expect(sumUsage([one, { ...one, basis: 'measured' }])!.basis).toBe('mixed');
  });
});
