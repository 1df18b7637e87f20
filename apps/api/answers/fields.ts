import { z } from 'zod';

export const id = (prefix: string) => z.string().meta({ examples: [`${prefix}01k…`] });
export const time = z.int().meta({ description: 'Unix seconds.' });
export const text = z.string();
export const words = z.record(z.string(), z.unknown());
export const numbers = z.record(z.string(), z.number());
export const share = z.number().nullable();
export const Resource = z.looseObject({ id: text, object: text });
/** What `expand[]` may put the resource, or a list of them, in place of. */
export const expandable = (schema: z.ZodType, to: z.ZodType = Resource) =>
  z.union([schema, to]).meta({ 'x-expandable': true });
/** A secret: shown where it is made, and never again. */
export const once = text.nullable().meta({ description: 'Shown this once; null in a replayed answer.' });
