import type { z } from 'zod';
import { invalid } from '#kernel/errors.js';

/** Parses one part of a request; a fault becomes 400 with the field's dotted path, every fault listed in `details.faults`. */
export function parseInput(
  schema: z.ZodType | undefined,
  value: unknown,
  part: 'path' | 'query' | 'body',
): unknown {
  if (!schema) return undefined;
  if (part === 'body' && hasNul(value))
    throw invalid(
      'invalid_value',
      'The body holds a NUL character (\\u0000), which cannot be stored; remove it.',
    );
  const result = schema.safeParse(value ?? {});
  if (result.success) return result.data;
  const faults = result.error.issues.flatMap((issue) => faultsOf(issue));
  const first = faults[0]!;
  throw invalid(first.code, first.message, { param: first.param, faults });
}

export interface Fault {
  code: string;
  param: string;
  message: string;
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const path = dotted(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const param = path ? `${path}.${key}` : key;
      return { code: 'unknown_parameter', param, message: `Unknown parameter: '${param}'.` };
    });
  }
  const missing =
    issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message);
  if (missing) {
    return [
      { code: 'missing_required_parameter', param: path, message: `Missing required parameter: '${path}'.` },
    ];
  }
  return [
    {
      code: 'invalid_value',
      param: path,
      message: `Invalid value for '${path || 'body'}': ${issue.message}.`,
    },
  ];
}

/** `messages[2].role`, as OpenAI writes it. */
export function dotted(path: readonly PropertyKey[]): string {
  let out = '';
  for (const key of path) out += typeof key === 'number' ? `[${key}]` : out ? `.${String(key)}` : String(key);
  return out;
}

function hasNul(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return value.includes('\u0000');
  if (value === null || typeof value !== 'object' || depth > 40) return false;
  return Object.entries(value).some(([key, inner]) => key.includes('\u0000') || hasNul(inner, depth + 1));
}
