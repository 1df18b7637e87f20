/** How many durations lie in which bucket; buckets without any are left out. */
export type Histogram = Record<string, number>;

/** Bounds of buckets for one power of ten. */
const PER_DECADE = 20;
/** From 1 ms to 1,000 s; one more bucket for what takes longer. */
const LAST = PER_DECADE * 6;

/** How many times a bucket's upper bound is its lower one: a quantile is told no further off than that. */
export const BUCKET_RATIO = 10 ** (1 / PER_DECADE);

/** Milliseconds; the bounds never change, so what any process has counted at any time can be added up. */
export const boundOf = (bucket: number): number => 10 ** (bucket / PER_DECADE);

/** A duration belongs to the bucket whose upper bound is the first that is no smaller. */
export function bucketOf(ms: number): number {
  if (!(ms > 1)) return 0;
  const near = Math.ceil(Math.log10(ms) * PER_DECADE);
  // the logarithm of a bound itself may come out a little above
  return Math.min(LAST + 1, ms <= boundOf(near - 1) ? near - 1 : near);
}

export function count(histogram: Histogram, ms: number): void {
  const bucket = String(bucketOf(ms));
  histogram[bucket] = (histogram[bucket] ?? 0) + 1;
}

export function merged(all: readonly Histogram[]): Histogram {
  const sum: Histogram = {};
  for (const one of all) for (const [bucket, n] of Object.entries(one)) sum[bucket] = (sum[bucket] ?? 0) + n;
  return sum;
}

export const totalOf = (histogram: Histogram): number =>
  Object.values(histogram).reduce((sum, n) => sum + n, 0);

/**
 * The duration in milliseconds that a share of all does not exceed, 0 < share <= 1; null where there is none. It lies in the bucket of the true
 * one, between its bounds by rank; what took longer than 1,000 s is told as 1,000 s.
 */
export function quantile(histogram: Histogram, share: number): number | null {
  const total = totalOf(histogram);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(share * total));
  let before = 0;
  for (const bucket of Object.keys(histogram)
    .map(Number)
    .toSorted((a, b) => a - b)) {
    const here = histogram[String(bucket)]!;
    if (before + here >= rank) return between(bucket, (rank - before - 0.5) / here);
    before += here;
  }
  throw new Error('a histogram with counts that are no whole numbers');
}

const between = (bucket: number, part: number): number =>
  bucket === 0 ? boundOf(0) : bucket > LAST ? boundOf(LAST) : boundOf(bucket - 1 + part);
