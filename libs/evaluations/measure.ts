import type { Harness } from '#jobs/lm-eval.contract.js';

interface Row {
  task: string;
  metric: string | null;
  harness: unknown;
}

/** The metric that gates and comparisons go by: 0 or 1 by row. Null where the task has none. */
export const scoredBy = ({ task, metric }: Pick<Row, 'task' | 'metric'>): string | null =>
  task === 'exact_match' ? task : metric;

/** What was measured, by which: two evaluations can stand beside each other where it is the same. */
export function measureOf({ task, harness }: Pick<Row, 'task' | 'harness'>): string {
  const by = harness as Harness | null;
  return by ? `${task} ${by.task_sha256.slice(0, 12)}` : task;
}
