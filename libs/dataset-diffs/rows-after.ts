import type { DiffQuery } from './dataset-diffs.contract.js';
import type { RowsDiff } from './diff-rows.js';

export interface RowChange {
  kind: 'changed' | 'added' | 'removed';
  before: number | null;
  now: number | null;
}

/** Up to one more than asked for: rows of the new version in its order, changed and added, then those of the old that went. */
export function rowsAfter(
  { now, before, became, changed }: Pick<RowsDiff, 'now' | 'before' | 'became' | 'changed'>,
  { kind, after, limit }: Pick<DiffQuery, 'kind' | 'after' | 'limit'>,
): RowChange[] {
  const found: RowChange[] = [];
  const [side, line] = after === undefined ? ['now', 0] : (after.split('-') as [string, string]);
  const take = (one: RowChange): boolean => {
    if (kind === undefined || one.kind === kind) found.push(one);
    return found.length > limit;
  };
  if (side === 'now' && kind !== 'removed') {
    for (const at of now.markedAfter(Number(line))) {
      const old = became.get(at) ?? null;
      if (take({ kind: old === null ? 'added' : 'changed', before: old, now: at })) return found;
    }
  }
  if (kind === 'added' || kind === 'changed') return found;
  for (const at of before.markedAfter(side === 'before' ? Number(line) : 0)) {
    if (!changed.has(at) && take({ kind: 'removed', before: at, now: null })) return found;
  }
  return found;
}
