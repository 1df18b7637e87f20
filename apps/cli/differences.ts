export interface Difference {
  field: string;
  a: unknown;
  b: unknown;
}

/** What two records say differently, field by field; nested fields by their path. */
export function differences(a: unknown, b: unknown): Difference[] {
  const [left, right] = [flat(a), flat(b)];
  return [...new Set([...left.keys(), ...right.keys()])]
    .map((field) => ({ field, a: left.get(field), b: right.get(field) }))
    .filter((one) => JSON.stringify(one.a) !== JSON.stringify(one.b))
    .map((one) => ({ field: one.field, a: one.a ?? null, b: one.b ?? null }));
}

function flat(value: unknown, path = '', into = new Map<string, unknown>()): Map<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    if (value !== undefined) into.set(path, value);
    return into;
  }
  for (const [name, inner] of Object.entries(value)) flat(inner, path ? `${path}.${name}` : name, into);
  return into;
}

export const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'number') return String(Number(value.toPrecision(6)));
  return typeof value === 'string' ? value : JSON.stringify(value);
};
