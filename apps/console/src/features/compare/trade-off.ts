import { isOfLastStep } from '#client/last-step.js';
import { duration, figure } from '../../pieces/figures.js';
import { type Job, money } from '../jobs/job-words.js';
import type { Group } from './measured.js';

/** What a training took with all its attempts. */
export const EFFORTS = ['cost', 'energy', 'time'] as const;
export type Effort = (typeof EFFORTS)[number];
export const EFFORT_NAMES: Record<Effort, string> = { cost: 'Cost', energy: 'Energy', time: 'Slot time' };

/** Null where nobody counted or priced it. */
export function effortOf({ usage }: Pick<Job, 'usage'>, effort: Effort): number | null {
  if (!usage) return null;
  if (effort === 'energy') return usage.watt_hours;
  if (effort === 'time') return usage.slot_seconds;
  return usage.cost && usage.cost.units + usage.cost.nanos / 1e9;
}

export function effortWords(value: number, effort: Effort, currency: string): string {
  if (effort === 'energy') return `${figure(value)} Wh`;
  if (effort === 'time') return duration(value);
  return money({ currency, units: Math.floor(value), nanos: (value % 1) * 1e9 });
}

/** Prices in another currency do not stand on one axis: the first run's counts. */
export const currencyOf = (runs: readonly Pick<Job, 'usage'>[]): string =>
  runs.find(({ usage }) => usage?.cost)?.usage?.cost?.currency ?? '';

/** A figure that says how good a run is: of an evaluation, or of the training itself. */
export interface Quality {
  key: string;
  name: string;
  /** What its evaluation goes by. */
  decides?: boolean;
  of: Map<string, { value: number; low?: number; high?: number }>;
}

/** Those of evaluations first, what gates go by before the rest. */
export function qualitiesOf(
  runs: readonly Pick<Job, 'id' | 'result'>[],
  groups: readonly Group[],
): Quality[] {
  const asked = groups.flatMap((group) => {
    const all = [...group.of.values()];
    const names = [
      ...new Set(all.flatMap(({ metric, metrics }) => [metric ?? '', ...Object.keys(metrics ?? {})])),
    ];
    const where = `${group.split}, ${group.kind.replaceAll('_', ' ')}`;
    return names.map((name) => ({
      ...{ key: `${group.key} ${name}`, name: `${name} (${group.task.replaceAll('_', ' ')}, ${where})` },
      decides: all.some(({ metric }) => metric === name),
      of: new Map(
        [...group.of].flatMap(([run, { metrics, intervals }]) => {
          const value = metrics?.[name];
          return typeof value === 'number' ? [[run, { value, ...intervals[name] }] as const] : [];
        }),
      ),
    }));
  });
  const told = [...new Set(runs.flatMap(({ result }) => Object.keys(result?.metrics ?? {})))].map((name) => ({
    ...{
      key: `training ${name}`,
      name: `${name} (${isOfLastStep(name) ? 'last step of the training' : 'of the training'})`,
    },
    of: new Map(
      runs.flatMap(({ id, result }) => {
        const value = result?.metrics?.[name];
        return typeof value === 'number' ? [[id, { value }] as const] : [];
      }),
    ),
  }));
  return [...asked, ...told].filter(({ of }) => of.size > 0);
}

/** A figure whose name says its unit is no share, however small it is. */
const HAS_UNIT = /_(ms|seconds|mb|bytes|per_second|tokens)$/;

/** Axes on which every run has a value between 0 and 1: what an evaluation goes by, and all else in which they differ. */
export const sharesOf = (runs: readonly Pick<Job, 'id'>[], qualities: readonly Quality[]): Quality[] =>
  qualities.filter(({ key, decides, of }) => {
    if (HAS_UNIT.test(key)) return false;
    const values = runs.map(({ id }) => of.get(id)?.value ?? NaN);
    const isShare = values.every((value) => value >= 0 && value <= 1);
    return isShare && (decides || new Set(values).size > 1);
  });

/** Round numbers from below the least to above the most, about `count` of them. */
export function ticksOf(values: readonly number[], count = 5): number[] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const span = high - low || Math.abs(high) || 1;
  const rough = span / (count - 1);
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((by) => by * size).find((one) => one >= rough)!;
  const first = Math.floor((high === low ? low - step : low) / step);
  const last = Math.ceil((high === low ? high + step : high) / step);
  return Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
}

/** Corners of a radar, the first at the top and then clockwise; 1 lies on a circle of that radius around the middle. */
export const cornersOf = (values: readonly number[], radius: number): [x: number, y: number][] =>
  values.map((value, at) => {
    const angle = (2 * Math.PI * at) / values.length - Math.PI / 2;
    return [value * radius * Math.cos(angle), value * radius * Math.sin(angle)];
  });
