import type { z } from 'zod';
import { invalid } from '#kernel/errors.js';
import { unstorable } from '#kernel/storable.js';
import { didYouMean, ownersOf } from './did-you-mean.js';

export interface Fault {
  code: string;
  param: string;
  message: string;
}

const MAX_FAULTS = 50;

/**
 * Parses one part of a request; a fault becomes 400 with the field's dotted path, every fault (up to 50) listed in
 * `details.faults`. `at`: where in the request the value stands, for a part of a body.
 */
export function parseInput(
  schema: z.ZodType | undefined,
  value: unknown,
  part: 'path' | 'query' | 'body',
  at: readonly PropertyKey[] = [],
): unknown {
  if (!schema) return undefined;
  const odd = unstorable(value);
  if (odd) throw invalid('invalid_value', `The ${part} holds ${odd}, which cannot be stored; remove it.`);
  const result = schema.safeParse(value === undefined ? {} : value);
  if (result.success) return result.data;
  const faults = result.error.issues
    .slice(0, MAX_FAULTS)
    .flatMap((issue) => faultsOf({ schema, value, at, write: part === 'query' ? bracketed : dotted }, issue));
  const first = faults[0]!;
  throw invalid(first.code, first.message, { param: first.param, faults: faults.slice(0, MAX_FAULTS) });
}

interface Parsed {
  schema: z.ZodType;
  value: unknown;
  at: readonly PropertyKey[];
  /** How the part of the request writes a path. */
  write: typeof dotted;
}

type Issue = z.core.$ZodIssue;

function faultsOf(of: Parsed, issue: Issue): Fault[] {
  if (issue.code === 'invalid_union') return unionFaults(of, issue);
  const path = of.write([...of.at, ...issue.path]);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, MAX_FAULTS).map((key) => {
      const param = of.write([...of.at, ...issue.path, key]).slice(0, 200);
      return {
        code: 'unknown_parameter',
        param,
        message: `Unknown parameter: '${param}'.${hintOf(of, issue, key)}`,
      };
    });
  }
  if (issue.code === 'invalid_key')
    return [bad(path.slice(0, 200), `this name is no valid one (${issue.issues[0]?.message})`)];
  const required = issue.code === 'invalid_type' || issue.code === 'invalid_value';
  return required && valueAt(of.value, issue.path) === undefined
    ? [missing(path)]
    : [bad(path, issue.message.replace(/\bexpected record\b/, 'expected object'))]; // JSON knows no record
}

function hintOf(of: Parsed, { path }: Issue, key: string): string {
  const owners = ownersOf(of.schema, path, key);
  if (owners.length > 0) return ` It belongs to ${owners.join(' and ')}.`;
  const meant = didYouMean(of.schema, path, key);
  return meant === null ? '' : ` Did you mean '${of.write([...of.at, ...path, meant])}'?`;
}

/** The faults of the alternative that was meant: where one took the value's type, only its own complaints help. */
function unionFaults(of: Parsed, issue: Issue & { code: 'invalid_union' }): Fault[] {
  const path = of.write([...of.at, ...issue.path]);
  const { discriminator } = issue as { discriminator?: string };
  const given = valueAt(of.value, issue.path);
  if (given === undefined) return [missing(path)];
  if (issue.errors.length === 0)
    return [bad(path, `no alternative of '${discriminator ?? 'this'}' has this value`)];
  const best = [...issue.errors].sort((a, b) => fit(b) - fit(a))[0]!;
  if (fit(best) > 0) {
    return best.flatMap((inner) => faultsOf(of, { ...inner, path: [...issue.path, ...inner.path] }));
  }
  const wanted = issue.errors.map(([inner]) => inner?.message.replace(/^Invalid (input|option): /, ''));
  return [bad(path, [...new Set(wanted)].join(', or '))];
}

const fit = (issues: Issue[]): number =>
  Math.min(
    ...issues.map(({ code, path }) =>
      path.length > 0 ? 2 : code === 'invalid_type' || code === 'invalid_value' ? 0 : 1,
    ),
  );

const missing = (path: string): Fault => ({
  code: 'missing_required_parameter',
  param: path,
  message: `Missing required parameter: '${path}'.`,
});
const bad = (path: string, why: string): Fault => ({
  code: 'invalid_value',
  param: path,
  message: `Invalid value for '${path || 'body'}': ${why}.`,
});

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, key) => {
    if (at === null || typeof at !== 'object') return typeof key === 'number' ? at : undefined; // one value where several may stand
    return Object.hasOwn(at, key) ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  }, value);
}

/** `messages[2].role`, as OpenAI writes it. */
export function dotted(path: readonly PropertyKey[]): string {
  let out = '';
  for (const key of path) out += typeof key === 'number' ? `[${key}]` : out ? `.${String(key)}` : String(key);
  return out;
}

/** `created_at[gte]`, as a query is written; which of several equal names it was does not matter. */
export const bracketed = ([name = '', ...rest]: readonly PropertyKey[]): string =>
  String(name) +
  rest
    .filter((key) => typeof key !== 'number')
    .map((key) => `[${String(key)}]`)
    .join('');
