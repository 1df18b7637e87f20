import type { z } from 'zod';

/** Fields of a query that are written with brackets (`created_at[gte]=1`): those whose schema takes an object. */
export const isBracketed = (field: z.ZodType): boolean => field.safeParse({}).success;

/**
 * `{'created_at[gte]': '1'}` as `{created_at: {gte: '1'}}`. What the schema does not know so, and the one name that a record would
 * drop unseen, stay as they are, to be refused under the name that was sent.
 */
export function foldBrackets(schema: z.ZodObject | undefined, query: unknown): unknown {
  if (!schema || query === null || typeof query !== 'object') return query;
  const given = query as Record<string, unknown>;
  const folded = new Map<string, Record<string, unknown>>();
  const plain: [string, unknown][] = [];
  for (const [written, value] of Object.entries(given)) {
    const [, name = '', key = ''] = /^(\w+)\[([^[\]]*)\]$/.exec(written) ?? [];
    const field = Object.hasOwn(schema.shape, name) ? (schema.shape[name] as z.ZodType) : undefined;
    if (!field || Object.hasOwn(given, name) || key === '__proto__' || !isBracketed(field))
      plain.push([written, value]);
    else folded.set(name, { ...folded.get(name), [key]: value });
  }
  return Object.fromEntries([...plain, ...folded]);
}
