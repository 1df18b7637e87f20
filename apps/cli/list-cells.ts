/** `production → 2`. */
export function aliases(row: Record<string, unknown>): string {
  const versions = (row['versions'] ?? []) as { id: string; version: number }[];
  const numbers = new Map(versions.map(({ id, version }) => [id, version]));
  const named = Object.entries((row['aliases'] ?? {}) as Record<string, string>);
  return named.map(([alias, id]) => `${alias} → ${numbers.get(id) ?? id}`).join(', ') || '-';
}

/** They are numbered without gaps. */
export function versionCount(row: Record<string, unknown>): string {
  const [newest] = (row['versions'] as { number: number }[] | undefined) ?? [];
  return newest ? String(newest.number) : 'empty';
}
