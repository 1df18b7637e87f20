export interface RowsDiff {
  added: number;
  removed: number;
  same: number;
  /** The first of those that went, then of those that came. */
  rows: { mark: '+' | '-'; row: string }[];
}

/** Lines as two bags: their order says nothing, and a row that is there twice counts twice. Empty lines count for nothing. */
export function rowsDiff(a: readonly string[], b: readonly string[], limit: number): RowsDiff {
  const [left, right] = [a, b].map((lines) => lines.map((one) => one.trim()).filter(Boolean)) as [
    string[],
    string[],
  ];
  const removed = without(left, right);
  const added = without(right, left);
  const marked = (mark: '+' | '-', rows: string[]) => rows.slice(0, limit).map((row) => ({ mark, row }));
  return {
    added: added.length,
    removed: removed.length,
    same: left.length - removed.length,
    rows: [...marked('-', removed), ...marked('+', added)],
  };
}

function without(rows: string[], others: string[]): string[] {
  const left = new Map<string, number>();
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const n = left.get(row) ?? 0;
    left.set(row, n - 1);
    return n <= 0;
  });
}
