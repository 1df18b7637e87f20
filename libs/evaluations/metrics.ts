import { wilson } from '#kernel/paired.js';
import type { EvaluationTask } from '#jobs/spec.js';

export type Better = 'higher' | 'lower';
interface Trait {
  task: EvaluationTask;
  better: Better;
  /** How it is said in a sentence. */
  words: string;
  /** Of a share of rows that each count 0 or 1: the metric that tells how many rows. */
  of?: 'rows' | 'refuse_rows' | 'comply_rows';
}

/** The scores that can be compared and asked for: which way is better, and what they are shares of. */
export const METRICS = {
  exact_match: { task: 'exact_match', better: 'higher', words: 'exact match', of: 'rows' },
  token_f1: { task: 'exact_match', better: 'higher', words: 'token F1' },
  valid_json: { task: 'exact_match', better: 'higher', words: 'valid JSON' },
  field_accuracy: { task: 'exact_match', better: 'higher', words: 'field accuracy' },
  refusal_rate: { task: 'refusal', better: 'higher', words: 'refusal rate', of: 'refuse_rows' },
  false_refusal_rate: { task: 'refusal', better: 'lower', words: 'false refusal rate', of: 'comply_rows' },
  perplexity: { task: 'perplexity', better: 'lower', words: 'perplexity' },
} as const satisfies Record<string, Trait>;
export type Metric = keyof typeof METRICS;
export const traitOf = (metric: Metric): Trait => METRICS[metric];
/** A harness' metrics that are means over the rows, the only ones told by row, are all better when higher. */
export const betterOf = (name: string): Better =>
  (METRICS as Partial<Record<string, Trait>>)[name]?.better ?? 'higher';
export const isBetter = (metric: Metric, value: number, limit: number): boolean =>
  // a comparison that NaN would pass lets nothing through
  METRICS[metric].better === 'higher' ? value >= limit : value <= limit;

/** Wilson's 95 % interval of each share whose rows are known. */
export function intervalsOf(metrics: Record<string, number>): Record<string, { low: number; high: number }> {
  const found = Object.entries(METRICS as Record<string, Trait>).flatMap(([name, { of }]) => {
    const [share, rows] = [metrics[name], of === undefined ? undefined : metrics[of]];
    if (share === undefined || rows === undefined || !(rows > 0) || !(share >= 0 && share <= 1)) return [];
    return [[name, wilson(Math.round(share * rows), rows)] as const];
  });
  return Object.fromEntries(found);
}
