import { RowBag } from './row-bag.js';
import { Candidates, pairs } from './row-pairs.js';
import { type Open, Side } from './side.js';

/** What differs between a split and the same split of an earlier version; lines of both are counted from 1. */
export interface RowsDiff {
  before: Side;
  now: Side;
  /** The line of `before` by the line of `now` that it became. */
  became: Map<number, number>;
  /** Lines of `before` that became another. */
  changed: Set<number>;
  /** False where so many rows differ that not all were looked at for pairs. */
  isPaired: boolean;
}
/** So many rows are held by their names at a time (32 MB); of more, a share at a time, and the files are read again for each. */
const MOST_HELD = 1_000_000;

/**
 * Rows as two bags of whole lines: their order says nothing, and a row that is there twice counts twice. Rows that came and went
 * are then paired where one became the other. Reads both sides three times a share and once for pairs; null is a side without rows.
 */
export async function diffRows(
  open: { before: Open | null; now: Open | null; rows: number },
  { mostHeld = MOST_HELD, mostPaired }: { mostHeld?: number; mostPaired?: number } = {},
): Promise<RowsDiff> {
  const [before, now] = [new Side(open.before), new Side(open.now)];
  const shares = Math.max(1, Math.ceil(open.rows / mostHeld));
  for (let share = 0; share < shares; share += 1) {
    const bag = new RowBag();
    const isMine = (high: number) => (high >>> 0) % shares === share;
    await before.scan(({ high, low }) => isMine(high) && bag.add(high, low));
    await now.scan(({ high, low, line }) => {
      if (!isMine(high)) return;
      if (bag.meet(high, low)) now.same += 1;
      else now.mark(line);
    });
    await before.scan(({ high, low, line }) => {
      if (isMine(high) && !bag.met(high, low)) before.mark(line);
    });
  }
  before.same = now.same;
  return { before, now, ...(await pairsOf(before, now, mostPaired)) };
}

async function pairsOf(before: Side, now: Side, most?: number) {
  const [left, right] = [new Candidates(most), new Candidates(most)];
  if (before.marked > 0 && now.marked > 0) {
    for (const [side, into] of [
      [before, left],
      [now, right],
    ] as const) {
      await side.scan((row) => into.see(row, side.isMarked(row.line)));
      into.end();
    }
  }
  const became = pairs(left.all, right.all);
  return { became, changed: new Set(became.values()), isPaired: left.isWhole && right.isWhole };
}
