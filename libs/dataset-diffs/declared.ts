export interface DeclaredChange {
  field: string;
  before: unknown;
  now: unknown;
}
/** What a version says of itself: the words of the API. */
export interface Declared {
  format: string;
  license: string;
  declared_by: string | null;
  attribution: string | null;
  source: object;
  generated_by: readonly object[];
  derived_from: readonly object[];
}

/** What two versions declare differently, field by field; those of the source by their path. */
export function declaredChanges(before: Declared, now: Declared): DeclaredChange[] {
  const [left, right] = [flat(before), flat(now)];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])]
    .map((field) => ({ field, before: left[field] ?? null, now: right[field] ?? null }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.now));
}

const flat = ({ source, ...rest }: Declared): Record<string, unknown> => ({
  ...rest,
  ...Object.fromEntries(Object.entries(source).map(([name, value]) => [`source.${name}`, value])),
});
