export interface Series {
  name: string;
  /** Ascending. */
  x: number[];
  y: number[];
  /** The lowest and the highest of what each point stands for, where one stands for several. */
  low?: number[];
  high?: number[];
}

/** What a curve came to: its last value, its lowest and its highest, and where those were. */
export interface Ends {
  last: number;
  low: { at: number; value: number };
  high: { at: number; value: number };
}

/** Null without a finite value. */
export function endsOf({ x, y, low = y, high = y }: Series): Ends | null {
  const finite = x.map((_, at) => at).filter((at) => Number.isFinite(y[at]));
  const [first] = finite;
  if (first === undefined) return null;
  const ends = (values: readonly number[], isBetter: (a: number, b: number) => boolean) => {
    const at = finite.reduce((best, one) => (isBetter(values[one]!, values[best]!) ? one : best), first);
    return { at: x[at]!, value: values[at]! };
  };
  return { last: y[finite.at(-1)!]!, low: ends(low, (a, b) => a < b), high: ends(high, (a, b) => a > b) };
}

/** An exponential moving average that starts without a bias; 0 leaves a curve as it is. */
export function smoothed(values: readonly number[], weight: number): number[] {
  if (weight <= 0) return [...values];
  let sum = 0;
  let norm = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    sum = sum * weight + (1 - weight) * value;
    norm = norm * weight + (1 - weight);
    return sum / norm;
  });
}

const SMOOTHING = 0.6;
const FEWEST_POINTS = 12;
/** What smoothing a chart has where nobody chose any: none but for curves that zigzag. */
export const usualSmoothing = (all: readonly Series[]): number => (all.some(isNoisy) ? SMOOTHING : 0);

/** A curve that turns at every third point or more. */
function isNoisy({ y }: Series): boolean {
  const steps = y.slice(1).flatMap((value, at) => (value === y[at] ? [] : [Math.sign(value - y[at]!)]));
  if (steps.length < FEWEST_POINTS) return false;
  const turns = steps.slice(1).filter((step, at) => step !== steps[at]).length;
  return turns >= steps.length / 3;
}

/** Columns on one x axis, as a chart takes them: null where a series has no point. */
export function aligned(all: readonly Series[]): [number[], ...(number | null)[][]] {
  const xs = [...new Set(all.flatMap(({ x }) => x))].sort((a, b) => a - b);
  const at = new Map(xs.map((x, index) => [x, index]));
  const columns = all.map(({ x, y }) => {
    const column = new Array<number | null>(xs.length).fill(null);
    x.forEach((value, index) => (column[at.get(value)!] = y[index]!));
    return column;
  });
  return [xs, ...columns];
}

/** At most about `limit` points: of each bucket the lowest and the highest, so that no spike is lost. */
export function thinned(series: Series, limit = 2_000): Series {
  const { name, x, y, low = y, high = y } = series;
  if (x.length <= limit) return series;
  const size = Math.ceil(x.length / (limit / 2));
  const keep: number[] = [];
  for (let from = 0; from < x.length; from += size) {
    let [least, most] = [from, from];
    for (let at = from; at < Math.min(from + size, x.length); at += 1) {
      if (low[at]! < low[least]!) least = at;
      if (high[at]! > high[most]!) most = at;
    }
    keep.push(...(least === most ? [least] : [Math.min(least, most), Math.max(least, most)]));
  }
  const kept = (values: readonly number[]) => keep.map((at) => values[at]!);
  return {
    ...{ name, x: kept(x), y: kept(y) },
    ...(series.low && series.high ? { low: kept(series.low), high: kept(series.high) } : {}),
  };
}
