/** `from` inclusive, `to` exclusive, as a row report counts them. */
export interface Bin {
  from: number;
  to: number;
  rows: number;
}

/** The lengths at which a histogram tells exactly how many rows are longer: the last length of each bin. */
export const exactCuts = (bins: readonly Bin[]): number[] => bins.map(({ to }) => to - 1);

/** Which share of the rows is longer than `cut`, one of `exactCuts`. */
export function cutShare(bins: readonly Bin[], cut: number): number {
  const all = bins.reduce((sum, { rows }) => sum + rows, 0);
  const longer = bins.reduce((sum, { from, rows }) => (from > cut ? sum + rows : sum), 0);
  return all === 0 ? 0 : longer / all;
}

/** The exact cut that is nearest to what an address asks for. */
export function nearestCut(bins: readonly Bin[], wanted: number): number {
  const cuts = exactCuts(bins);
  return cuts.reduce(
    (best, cut) => (Math.abs(cut - wanted) < Math.abs(best - wanted) ? cut : best),
    cuts[0] ?? 0,
  );
}

/** `4.1 %`; never 0 or 100 for what is not. */
export function exactPercent(share: number): string {
  if (share === 0 || share === 1) return `${share * 100} %`;
  return `${Math.min(99.9, Math.max(0.1, share * 100)).toFixed(1)} %`;
}
