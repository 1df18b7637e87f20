/** OpenAI's columns, and the metric that fills each. */
const COLUMNS = [
  ['train_loss', 'train_loss'],
  ['train_accuracy', 'train_mean_token_accuracy'],
  ['valid_loss', 'valid_loss'],
  ['valid_mean_token_accuracy', 'valid_mean_token_accuracy'],
] as const;

/** The metrics of a training as OpenAI's results file: one row a step, empty cells where nothing was measured. */
export function resultsCsv(points: readonly { key: string; step: number; value: number }[]): string {
  const steps = new Map<number, Map<string, number>>();
  for (const { key, step, value } of points) {
    if (!COLUMNS.some(([, metric]) => metric === key)) continue;
    const row = steps.get(step) ?? new Map<string, number>();
    steps.set(step, row.set(key, value));
  }
  const head = ['step', ...COLUMNS.map(([name]) => name)].join(',');
  const rows = [...steps]
    .sort(([a], [b]) => a - b)
    .map(([step, row]) => [step, ...COLUMNS.map(([, metric]) => row.get(metric) ?? '')].join(','));
  return `${[head, ...rows].join('\n')}\n`;
}
