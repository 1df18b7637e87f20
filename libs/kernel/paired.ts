/** Rows by which of two models was right. */
export interface Pairs {
  both: number;
  /** The new model alone. */
  newOnly: number;
  /** The old model alone. */
  oldOnly: number;
  neither: number;
}

export interface PairedResult extends Pairs {
  rows: number;
  old: number;
  new: number;
  /** New minus old, with its 95 % interval. */
  difference: number;
  low: number;
  high: number;
  /** Exact McNemar test, two-sided: how often chance alone would part them so far. */
  p: number;
}

const Z = 1.959963984540054;

export function countPairs(rows: Iterable<{ old: boolean; new: boolean }>): Pairs {
  const pairs = { both: 0, newOnly: 0, oldOnly: 0, neither: 0 };
  for (const row of rows) {
    if (row.new) pairs[row.old ? 'both' : 'newOnly'] += 1;
    else pairs[row.old ? 'oldOnly' : 'neither'] += 1;
  }
  return pairs;
}

/**
 * Both models on the same rows: shares, their difference with Newcombe's score interval for paired proportions (Statist. Med. 17,
 * 1998, method 10, which holds for few rows too), and McNemar's exact test. Throws RangeError without rows.
 */
export function comparePairs(pairs: Pairs): PairedResult {
  return { ...pairs, ...newcombe(pairs), p: exactMcNemar(pairs.newOnly, pairs.oldOnly) };
}

/** What interval and exact test say together: `probably` where only one of them leaves chance out at the 5 % level; null where none does. */
export function standingOf({ difference, low, high, p }: PairedResult) {
  const [isApart, isSettled] = [low > 0 || high < 0, p < 0.05];
  if (!isApart && !isSettled) return null;
  const way = difference > 0 ? 'better' : 'worse';
  return isApart && isSettled ? way : (`probably ${way}` as const);
}

function newcombe(pairs: Pairs) {
  const { both, newOnly, oldOnly, neither } = pairs;
  const rows = both + newOnly + oldOnly + neither;
  if (rows === 0) throw new RangeError('no rows to compare');
  const [right, was] = [(both + newOnly) / rows, (both + oldOnly) / rows];
  const [one, two] = [wilson(both + newOnly, rows), wilson(both + oldOnly, rows)];
  const phi = correlation(pairs, rows);
  const side = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  const difference = (newOnly - oldOnly) / rows;
  const low = Math.max(-1, difference - side(right - one.low, two.high - was));
  const high = Math.min(1, difference + side(one.high - right, was - two.low));
  return { rows, old: was, new: right, difference, low, high };
}

/** Wilson's score interval of a share. */
export function wilson(hits: number, rows: number): { low: number; high: number } {
  const share = hits / rows;
  const middle = (share + (Z * Z) / (2 * rows)) / (1 + (Z * Z) / rows);
  const half =
    (Z / (1 + (Z * Z) / rows)) * Math.sqrt((share * (1 - share)) / rows + (Z * Z) / (4 * rows * rows));
  return { low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}

/** Of the two models' answers; with Newcombe's correction for continuity. */
function correlation({ both, newOnly, oldOnly, neither }: Pairs, rows: number): number {
  const margins = (both + newOnly) * (oldOnly + neither) * (both + oldOnly) * (newOnly + neither);
  if (margins === 0) return 0;
  const product = both * neither - newOnly * oldOnly;
  return (product > 0 ? Math.max(product - rows / 2, 0) : product) / Math.sqrt(margins);
}

/** Two-sided: twice the smaller tail of a fair coin thrown `a + b` times. */
export function exactMcNemar(a: number, b: number): number {
  const thrown = a + b;
  let [term, tail] = [-thrown * Math.LN2, 0]; // logarithms: 2^-n is 0 from 1075 on
  for (let k = 0; k <= Math.min(a, b); k += 1) {
    tail += Math.exp(term);
    term += Math.log(thrown - k) - Math.log(k + 1);
  }
  return Math.min(1, 2 * tail);
}

/** Mean of the row by row differences (new minus old) with its 95 % interval. */
export interface MeanDifference {
  rows: number;
  difference: number;
  low: number;
  high: number;
  method: 'bootstrap' | 'normal';
}

const RESAMPLES = 2000;
/** From here on the mean is as good as normal, and 2000 resamples would take long. */
const MANY_ROWS = 2000;

/**
 * Paired bootstrap, percentile interval (Efron and Tibshirani 1993, ch. 13): rows are drawn with replacement 2000 times, the same way for
 * the same seed. Beyond 2000 rows the normal interval. Throws RangeError without rows.
 */
export function pairedBootstrap(differences: readonly number[], seed = 1): MeanDifference {
  const rows = differences.length;
  if (rows === 0) throw new RangeError('no rows to compare');
  const difference = differences.reduce((sum, one) => sum + one, 0) / rows;
  if (rows > MANY_ROWS) {
    const squares = differences.reduce((sum, one) => sum + (one - difference) ** 2, 0);
    const half = (Z * Math.sqrt(squares / (rows - 1))) / Math.sqrt(rows);
    return { rows, difference, low: difference - half, high: difference + half, method: 'normal' };
  }
  const next = mulberry32(seed);
  const means = Float64Array.from({ length: RESAMPLES }, () => {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) sum += differences[Math.floor(next() * rows)]!;
    return sum / rows;
  }).sort();
  // an interval never leaves out what was seen
  const low = Math.min(difference, quantile(means, 0.025));
  const high = Math.max(difference, quantile(means, 0.975));
  return { rows, difference, low, high, method: 'bootstrap' };
}

/** Of a sorted list, with a straight line between neighbours (R's type 7). */
function quantile(sorted: Float64Array, part: number): number {
  const at = (sorted.length - 1) * part;
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}

/** Tommy Ettinger's generator: the same numbers from 0 to 1 for the same seed on every machine. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const MOST_ROWS = 2 ** 30; // beyond them it is as good as never

/**
 * How many rows with these very shares would rule out a drop of more than `margin`, in doublings of what there is; null where no
 * number would, because the drop that was seen is itself as large.
 */
export function rowsToRuleOut(pairs: Pairs, margin: number): number | null {
  for (let times = 1; ; times *= 2) {
    const more = {
      both: pairs.both * times,
      newOnly: pairs.newOnly * times,
      oldOnly: pairs.oldOnly * times,
      neither: pairs.neither * times,
    };
    const { low, rows, difference } = newcombe(more);
    if (low >= -margin) return rows;
    if (difference <= -margin || rows > MOST_ROWS) return null;
  }
}
