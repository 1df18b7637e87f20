import { type Basis, energyOf, type Metered, together } from '#sizing/energy.js';
import type { Money } from './estimate.contract.js';
import { costOf, type GpuPrice } from './estimate-time.js';

/** What the operator states: nothing is assumed. */
export interface UsageRates {
  gpuHourPrice: GpuPrice | null;
  /** Of one slot on a target without GPUs. */
  cpuHourPrice: GpuPrice | null;
  gpuWatts: number | null;
  /** Of the grid that feeds the machine. */
  kgCo2ePerKwh: number | null;
}

/** What one attempt took, or all of a job's together; kept with the rates of its time. */
export type Usage = {
  attempts: number;
  /** Seconds times slots. */
  slot_seconds: number;
  watt_hours: number | null;
  basis: Basis | null;
  cpu_watt_hours: number;
  gpu_watt_hours: number | null;
  share_of_machine: number | null;
  source: string;
  kg_co2e: number | null;
  cost: Money | null;
};

export function usageOf(
  run: { wallSeconds: number; slots: readonly string[]; cpusPerSlot: number; metered: Metered | null },
  rates: UsageRates,
): Usage {
  const { wallSeconds, slots, cpusPerSlot, metered } = run;
  const gpus = slots.filter((slot) => !slot.startsWith('cpu')).length;
  const cpus = cpusPerSlot * Math.max(1, slots.length);
  const energy = energyOf({ wallSeconds, cpus, gpus, metered, gpuWatts: rates.gpuWatts });
  const slot_seconds = Math.round(wallSeconds * Math.max(1, slots.length) * 1000) / 1000;
  const price = gpus > 0 ? rates.gpuHourPrice : rates.cpuHourPrice;
  const { kgCo2ePerKwh: factor } = rates;
  const co2e = factor === null || energy.watt_hours === null ? null : (energy.watt_hours / 1000) * factor;
  return {
    ...{ attempts: 1, slot_seconds, ...energy },
    kg_co2e: co2e === null ? null : Number(co2e.toPrecision(6)),
    cost: price && costOf(slot_seconds, price),
  };
}

/** Failed attempts count: their energy and money are gone as well. A part that is unknown makes the sum unknown. */
export function sumUsage(all: readonly Usage[]): Usage | null {
  if (all.length === 0) return null;
  const add = (of: (one: Usage) => number | null) =>
    all.reduce<number | null>((sum, one) => {
      const value = of(one);
      return sum === null || value === null ? null : Number((sum + value).toPrecision(9));
    }, 0);
  const known = add((one) => one.watt_hours);
  return {
    attempts: all.length,
    slot_seconds: add((one) => one.slot_seconds)!,
    watt_hours: known,
    basis: known === null ? null : together(all.map((one) => one.basis!)),
    cpu_watt_hours: add((one) => one.cpu_watt_hours)!,
    gpu_watt_hours: add((one) => one.gpu_watt_hours),
    share_of_machine: all.length === 1 ? all[0]!.share_of_machine : null,
    source: [...new Set(all.map((one) => one.source))].join(' | '),
    kg_co2e: add((one) => one.kg_co2e),
    cost: sumMoney(all.map((one) => one.cost)),
  };
}

/** Null where one is missing, or currencies differ: the price was changed in between. */
function sumMoney(all: readonly (Money | null)[]): Money | null {
  const first = all[0];
  if (!first || all.some((one) => one?.currency !== first.currency)) return null;
  const nanos = all.reduce((sum, one) => sum + BigInt(one!.units) * 1_000_000_000n + BigInt(one!.nanos), 0n);
  return {
    currency: first.currency,
    units: Number(nanos / 1_000_000_000n),
    nanos: Number(nanos % 1_000_000_000n),
  };
}
