export interface Series {
  name: string;
  /** Ascending. */
  x: number[];
  y: number[];
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
export function thinned({ name, x, y }: Series, limit = 2_000): Series {
  if (x.length <= limit) return { name, x, y };
  const size = Math.ceil(x.length / (limit / 2));
  const keep: number[] = [];
  for (let from = 0; from < x.length; from += size) {
    let low = from;
    let high = from;
    for (let at = from; at < Math.min(from + size, x.length); at += 1) {
      if (y[at]! < y[low]!) low = at;
      if (y[at]! > y[high]!) high = at;
    }
    keep.push(...(low === high ? [low] : [Math.min(low, high), Math.max(low, high)]));
  }
  return { name, x: keep.map((at) => x[at]!), y: keep.map((at) => y[at]!) };
}
