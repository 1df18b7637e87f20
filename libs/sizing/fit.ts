import type { Measurement } from './measurements.js';
import { type Constants, memoryOf, totalOf } from './memory.js';

/** What fitted.ts holds. */
export interface Fitted {
  constants: Constants;
  /** Factors of the estimate: between them lies what is measured. */
  interval: { low: number; high: number };
  /** Families whose measurements were looked at to find these numbers. */
  families: readonly string[];
}
/** How an estimate does on measurements. */
export interface Figures {
  measurements: number;
  /** Share within the interval. */
  coverage: number;
  /** Median of |estimate / measured - 1|. */
  medianError: number;
  /** Upper end of the interval / its lower end. */
  width: number;
}
export const BARS = { coverage: 0.85, medianError: 0.2, width: 2 } as const;

/**
 * Whole families into two halves, as even as they go: the largest first, each into the smaller half. Names break ties, so that
 * the split is the file's and nobody's choice.
 */
export function halves(measurements: readonly Measurement[]): { fit: Measurement[]; held: Measurement[] } {
  const families = new Map<string, Measurement[]>();
  for (const one of measurements)
    families.set(one.line.family, [...(families.get(one.line.family) ?? []), one]);
  const order = [...families].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const halves = { fit: [] as Measurement[], held: [] as Measurement[] };
  for (const [, rows] of order)
    (halves.fit.length <= halves.held.length ? halves.fit : halves.held).push(...rows);
  return halves;
}

/** Values that a derivation or a look at the code allows; the fit chooses among them. */
const GRID: { [name in keyof Constants]: readonly number[] } = {
  runtimeGb: range(0.4, 3, 0.1),
  logitsBytes: range(6, 16, 0.5), // 2 + 4 are there at once for certain; 16 would be four copies in 32 bit
  recomputed: range(0.5, 2, 0.1),
};
/** How far the interval goes beyond what the fit half shows: other stacks differ from those. */
const MARGIN = 1.1;

/** Constants with the least mean |ln(estimate / measured)|, and the interval of its 5 % and 95 % quantiles, a margin wider, at most 2x. */
export function fit(measurements: readonly Measurement[]): Fitted {
  let best: Constants = { runtimeGb: 1, logitsBytes: 10, recomputed: 1 };
  let least = Infinity;
  for (const runtimeGb of GRID.runtimeGb)
    for (const logitsBytes of GRID.logitsBytes)
      for (const recomputed of GRID.recomputed) {
        const constants = { runtimeGb, logitsBytes, recomputed };
        const error = mean(measurements.map((one) => Math.abs(Math.log(ratio(one, constants)))));
        if (error < least - 1e-12) [best, least] = [constants, error];
      }
  const ratios = measurements.map((one) => ratio(one, best)).sort((a, b) => a - b);
  return {
    constants: best,
    interval: capped(quantile(ratios, 0.05) / MARGIN, quantile(ratios, 0.95) * MARGIN),
    families: [...new Set(measurements.map(({ line }) => line.family))].sort(),
  };
}

export function figuresOf(measurements: readonly Measurement[], fitted: Fitted): Figures {
  const { low, high } = fitted.interval;
  const ratios = measurements.map((one) => ratio(one, fitted.constants));
  const errors = ratios.map((one) => Math.abs(1 / one - 1)).sort((a, b) => a - b);
  return {
    measurements: measurements.length,
    coverage: ratios.filter((one) => one >= low && one <= high).length / Math.max(1, ratios.length),
    medianError: quantile(errors, 0.5),
    width: high / low,
  };
}

/** Measured over estimated. */
export const ratio = (one: Measurement, constants: Constants): number =>
  one.bytes / totalOf(memoryOf(one.training, constants));

function capped(low: number, high: number): Fitted['interval'] {
  const over = Math.sqrt(Math.max(1, high / low / BARS.width));
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return { low: round(Math.min(1, low * over)), high: round(Math.max(1, high / over)) };
}

function quantile(sorted: readonly number[], q: number): number {
  const at = (sorted.length - 1) * q;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function range(from: number, to: number, step: number): number[] {
  const count = Math.round((to - from) / step) + 1;
  return Array.from({ length: count }, (_, index) => Math.round((from + index * step) * 100) / 100);
}
