import { createHash } from 'node:crypto';

// Measured against MLflow 3.17.2: one log-batch takes at most 1000 metrics, params and tags together, of them at most
// 100 params and 100 tags; a dataset digest has at most 36 characters.
export const BATCH = 1000;
export const PAIRS = 100;
const KEY = 250;
const PARAM_VALUE = 6000;
const TAG_VALUE = 8000;
const DIGEST = 36;

export interface Pair {
  key: string;
  value: string;
}

/** Cuts `items` into pieces of at most `size`, in order. */
export function pieces<T>(items: readonly T[], size: number): T[][] {
  const out: T[][] = [];
  for (let at = 0; at < items.length; at += size) out.push(items.slice(at, at + size));
  return out;
}

/** Metric and param keys: MLflow takes letters, digits, `_ - . /` and blanks; the rest becomes `_`. */
export const keyName = (name: string): string => name.replaceAll(/[^\w\-. /]/g, '_').slice(0, KEY) || '_';

export const paramPairs = (params: Record<string, string>): Pair[] => pairs(params, PARAM_VALUE);
export const tagPairs = (tags: Record<string, string>): Pair[] => pairs(tags, TAG_VALUE);

/**
 * A name MLflow accepts: it refuses `/` and `:` in names of registered models. A changed name ends in six characters
 * of the original's sha256, so that `a/b` and `a:b` stay two models. Ids that must stay exact go into tags.
 */
export function modelName(name: string): string {
  const clean = name.replaceAll(/[/:]/g, '-').slice(0, 200);
  if (clean === name) return name;
  return `${clean}-${createHash('sha256').update(name).digest('hex').slice(0, 6)}`;
}

/** The front of a sha256: the whole one does not fit a dataset's digest field. */
export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, DIGEST);

/** MLflow writes non-finite metric values as words; JSON has none. */
export const metricValue = (value: number): number | string => {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
};

function pairs(record: Record<string, string>, max: number): Pair[] {
  return Object.entries(record).map(([key, value]) => ({ key: keyName(key), value: cut(value, max) }));
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}
