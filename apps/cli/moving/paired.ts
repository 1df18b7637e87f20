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
  const { both, newOnly, oldOnly, neither } = pairs;
  const rows = both + newOnly + oldOnly + neither;
  if (rows === 0) throw new RangeError('no rows to compare');
  const [right, was] = [(both + newOnly) / rows, (both + oldOnly) / rows];
  const [one, two] = [wilson(both + newOnly, rows), wilson(both + oldOnly, rows)];
  const phi = correlation(pairs, rows);
  const side = (a: number, b: number) => Math.sqrt(Math.max(0, a * a - 2 * phi * a * b + b * b));
  const difference = (newOnly - oldOnly) / rows;
  return {
    ...pairs,
    ...{ rows, old: was, new: right, difference },
    low: Math.max(-1, difference - side(right - one.low, two.high - was)),
    high: Math.min(1, difference + side(one.high - right, was - two.low)),
    p: exactMcNemar(newOnly, oldOnly),
  };
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
