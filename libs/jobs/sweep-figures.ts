import { invalid } from '#kernel/errors.js';
import type { FinetuneSpec, StoredSpec } from './spec.js';
import type { BestBy } from './sweep.contract.js';
import { MEASURES } from './training-rules.js';

/** Of exact_match, what its recipe reports of every pass (jobs/recipes/evaluate_exact_match.py). */
const ASKED = [
  'exact_match',
  'valid_label_share',
  'latency_p50_ms',
  'latency_p95_ms',
  'tokens_per_second',
] as const;

/** Throws `invalid_value` for a figure that the cells of a sweep will not have, naming those they will. */
export function assertFigure(
  { metric, evaluation }: BestBy,
  of: { training: FinetuneSpec; check: StoredSpec | null; validates: boolean },
): void {
  const { method } = of.training.params;
  if (of.check) {
    if (of.check.kind !== 'evaluate' || of.check.task !== 'exact_match')
      throw invalid('invalid_value', "A sweep chooses by an evaluation of the task 'exact_match'.", {
        param: 'sweep.best_by.evaluation',
      });
    if ((ASKED as readonly string[]).includes(metric)) return;
    throw refused(metric, `The evaluation '${evaluation}' does not measure '${metric}'`, ASKED);
  }
  const validation = ['valid_loss', ...MEASURES[method]];
  const own = ['train_loss', ...(method === 'kto' ? [] : ['train_mean_token_accuracy'])];
  if (![...validation, ...own].includes(metric))
    throw refused(metric, `A training by '${method}' does not measure '${metric}'`, [...validation, ...own]);
  if (validation.includes(metric) && !of.validates)
    throw invalid(
      'invalid_value',
      `'${metric}' needs validation rows: make a dataset version with a validation split, or choose by an evaluation.`,
      { param: 'sweep.best_by' },
    );
}

const refused = (metric: string, what: string, known: readonly string[]) => {
  const near = known.find((name) => name.includes(metric) || metric.includes(name));
  const hint = near === undefined ? '' : ` Did you mean '${near}'?`;
  return invalid('invalid_value', `${what}; it measures ${known.join(', ')}.${hint}`, {
    param: 'sweep.best_by',
  });
};
