/** A dataset version that a job names, and what for. */
export interface UsedData {
  version: string;
  /** Where its settings name it: `dataset_version`, `calibration.dataset_version`, `inputs.rows`. */
  as: string;
  /** Null where it may read every split. */
  split: string | null;
}

const VERSION = /^dsv_[0-9a-z]{26}$/;

/** Every version that the settings of a job name, of any kind of job, in their order. */
export function usedData(spec: unknown, path: readonly string[] = []): UsedData[] {
  if (spec === null || typeof spec !== 'object') return [];
  return Object.entries(spec).flatMap(([name, value]) => {
    if (typeof value !== 'string') return usedData(value, [...path, name]);
    if (!VERSION.test(value)) return [];
    const { split } = spec as { split?: unknown };
    const as = path.length > 0 && name === 'dataset_version' ? path.join('.') : [...path, name].join('.');
    return [{ version: value, as, split: typeof split === 'string' ? split : null }];
  });
}

/** What a version is to the job, in words. */
export function purposeOf(kind: string, { as, split }: Pick<UsedData, 'as' | 'split'>): string {
  const own = /^inputs\.(.+)$/.exec(as)?.[1];
  if (own !== undefined) return `Read as ${own}`;
  if (as.startsWith('calibration')) return 'Calibrated by';
  if (as.includes('fewshot')) return 'Examples from';
  if (as !== 'dataset_version') return as.replaceAll('_', ' ');
  if (kind === 'finetune') return 'Trained on';
  if (kind === 'inspect') return 'Read by the base model';
  return split === null ? 'Read' : `Asked the ${split} rows of`;
}
