import { z } from 'zod';

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^[0-9]{1,6}$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

/** `limit` as a query string: plain digits only, so that `1e3`, `+1` and the empty string are refused. */
export const limit = (max: number, fallback: number) => wholeNumber(1, max).prefault(String(fallback));

/** `offset` as a query string: how many rows of a list that cannot change are left out before the first. */
export const offset = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number)
  .optional();

const cursor = z.string().min(1).max(120).optional();

const unixSeconds = z
  .string({ error: 'must be given once' })
  .regex(/^[0-9]{1,10}$/, 'must be a time in Unix seconds, digits alone')
  .transform(Number)
  .optional();

/** Written `created_at[gte]=…`, as Stripe does; see query-brackets.ts. */
const createdAt = z
  .strictObject(
    { gte: unixSeconds, gt: unixSeconds, lte: unixSeconds, lt: unixSeconds },
    { error: (issue) => (issue.code === 'invalid_type' ? CREATED_AT : undefined) },
  )
  .optional();
const CREATED_AT = 'takes a bound: created_at[gte], [gt], [lte] or [lt], in Unix seconds';

/** An amount of money as `2.50 EUR`. */
export const price = (example: string) =>
  z.string().regex(/^\d{1,6}(\.\d{1,9})? [A-Z]{3}$/, `must be a price and a currency, such as ${example}`);

const MAX_REPEATED = 20;
/** A field of a query that may be given several times, counted as it is sent: of an equality filter rows with any of the values. */
export const repeatable = <S extends z.ZodType>(one: S) =>
  z
    .preprocess(
      (given) => [given].flat(),
      z
        .array(one)
        .max(MAX_REPEATED)
        .overwrite((given) => [...new Set(given)]),
    )
    .optional();

/** `metadata[k]=v`: rows that have every pair. */
export const metadataPairs = z.record(
  z.string().min(1).max(64),
  z.string({ error: 'must be given once' }).max(512),
  {
    error: (issue) => (issue.code === 'invalid_type' ? 'takes pairs: metadata[key]=value' : undefined),
  },
);

/** The query of every native list. */
export const listQuery = {
  limit: limit(100, 20),
  after: cursor.meta({ description: 'Id of the last item of the page before.' }),
  before: cursor.meta({ description: 'Id of the first item of the page after.' }),
  order: z.enum(['asc', 'desc']).prefault('desc'),
  created_at: createdAt.meta({ description: 'Only what was made within these bounds, in Unix seconds.' }),
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

/** An address that a browser opens. */
export const webAddress = (max: number) =>
  z.url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' }).max(max);
