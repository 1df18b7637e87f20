export interface ConfigRow {
  name: string;
  mine: string | null;
  other: string | null;
  differs: boolean;
}

/** `trainer.learning_rate` -> `0.001`; lists stay in one line. */
export function flattened(value: unknown, name = ''): Map<string, string> {
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    return new Map([[name, typeof value === 'string' ? value : (JSON.stringify(value) ?? '')]]);
  return new Map(
    Object.entries(value).flatMap(([key, one]) => [...flattened(one, name === '' ? key : `${name}.${key}`)]),
  );
}

/** Both side by side; what is in one alone differs. */
export function rowsOf(
  mine: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string> | undefined,
  onlyDiffering: boolean,
): ConfigRow[] {
  const names = [...new Set([...mine.keys(), ...(other?.keys() ?? [])])];
  const rows = names.map((name) => {
    const [a, b] = [mine.get(name) ?? null, other?.get(name) ?? null];
    return { name, mine: a, other: b, differs: other !== undefined && a !== b };
  });
  return other && onlyDiffering ? rows.filter(({ differs }) => differs) : rows;
}
