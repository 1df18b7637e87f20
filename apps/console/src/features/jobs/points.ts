import type { Series } from '../../pieces/series.js';

export interface Point {
  key: string;
  step: number;
  value: number;
  /** Unix seconds. */
  at: number;
  /** Where it stands for several, of which `value` is the mean. */
  min?: number | undefined;
  max?: number | undefined;
}

/** The numbers of a metrics event, as the metric history has them. */
export function pointsOf(event: { type: string; created_at: number; data: unknown }): Point[] {
  if (event.type !== 'metrics' || !event.data) return [];
  const {
    step,
    total_steps: _of,
    eta_seconds: _left,
    epoch: _epoch,
    ...numbers
  } = event.data as Record<string, unknown>;
  if (typeof step !== 'number') return [];
  return Object.entries(numbers)
    .filter((pair): pair is [string, number] => typeof pair[1] === 'number')
    .map(([key, value]) => ({ key, step, value, at: event.created_at }));
}

/** A step that comes again (a resumed attempt, an event that was read twice) replaces what stood there. */
export function added(old: readonly Point[], more: readonly Point[]): Point[] {
  if (more.length === 0) return [...old];
  const at = ({ key, step }: Point) => `${key} ${step}`;
  const fresh = new Map(more.map((point) => [at(point), point]));
  return [...old.filter((point) => !fresh.has(at(point))), ...fresh.values()];
}

/** Curves by key, over steps, or over the seconds since 1970. */
export function seriesOf(points: readonly Point[], isTime: boolean): Map<string, Series> {
  const byKey = Map.groupBy(points, ({ key }) => key);
  return new Map(
    [...byKey].map(([name, all]) => {
      const sorted = all.toSorted((a, b) => a.step - b.step);
      const x = sorted.map(({ step, at }) => (isTime ? at : step));
      const y = sorted.map(({ value }) => value);
      if (!sorted.some(({ min }) => min !== undefined)) return [name, { name, x, y }];
      const low = sorted.map(({ value, min = value }) => min);
      return [name, { name, x, y, low, high: sorted.map(({ value, max = value }) => max) }];
    }),
  );
}

export interface ChartPlan {
  title: string;
  keys: string[];
}
const KNOWN: readonly (readonly [title: string, ...patterns: RegExp[]])[] = [
  ['Loss', /^(train|valid|full_valid|eval)_loss$/],
  ['Token accuracy', /token_accuracy$/],
  ['Learning rate', /^learning_rate$/],
  ['Gradient norm', /^grad_norm$/],
  ['Tokens per second', /^tokens_per_second$/],
  ['Rewards', /^rewards_/],
  ['Memory (MiB)', /memory_mb$/],
];

/** Which curves share a chart, what matters most first; a key that nobody knows has one of its own. */
export function plansOf(keys: readonly string[]): ChartPlan[] {
  const left = new Set(keys);
  const plans = KNOWN.map(([title, ...patterns]) => {
    const mine = [...left].filter((key) => patterns.some((pattern) => pattern.test(key))).sort();
    for (const key of mine) left.delete(key);
    return { title, keys: mine };
  });
  const own = [...left].sort().map((key) => ({ title: key.replaceAll('_', ' '), keys: [key] }));
  return [...plans.filter((plan) => plan.keys.length > 0), ...own];
}
