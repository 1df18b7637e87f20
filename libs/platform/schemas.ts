import { z } from 'zod';

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^[0-9]{1,6}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** `limit` as a query string: plain digits only, so that `1e3`, `+1` and the empty string are refused. */
export const limit = (max: number, fallback: number) => wholeNumber(1, max).prefault(String(fallback));

const cursor = z.string().min(1).max(120).optional();

/** The query of every native list. */
export const listQuery = {
  limit: limit(100, 20),
  after: cursor.meta({ description: 'Id of the last item of the page before.' }),
  before: cursor.meta({ description: 'Id of the first item of the page after.' }),
  order: z.enum(['asc', 'desc']).prefault('desc'),
};

/** No `Cc` and no `Bidi_Control` of Unicode, spelled out: readers of the document know `\p{}` of two-letter categories at most. */
export const NO_CONTROLS = /^[^\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/u; // eslint-disable-line no-control-regex

/** What zod takes for an address, without a host name that cannot be one (RFC 1123: no hyphen at either end of a label). */
export const email = z
  .email()
  .max(254)
  .regex(/^[^@]+@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]+$/, 'must be an e-mail address');

/** OpenAI's metadata: up to 16 pairs of text. */
export const metadata = z
  .record(z.string().max(64), z.string().max(512))
  .refine((m) => Object.keys(m).length <= 16, { error: 'may hold at most 16 pairs' });

/** One id in the path. */
export const idParam = z.object({ id: z.string().min(1).max(120) });
