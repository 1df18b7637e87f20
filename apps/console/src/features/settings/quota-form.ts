import type { Schemas } from '../../api/client.js';

type Quota = Schemas['Quota'];
export const LIMITED = ['compute_seconds', 'storage_bytes', 'concurrent_jobs'] as const;
export type Limited = (typeof LIMITED)[number];

export interface Limit {
  mode: 'installation' | 'own' | 'none';
  /** In hours, GiB or jobs. */
  amount: number | string;
}
export type Limits = Record<Limited, Limit>;

export const UNITS: Record<Limited, { label: string; unit: string; size: number }> = {
  compute_seconds: { label: 'Compute, this month', unit: 'hours', size: 3600 },
  storage_bytes: { label: 'Storage', unit: 'GiB', size: 2 ** 30 },
  concurrent_jobs: { label: 'Jobs at once', unit: 'jobs', size: 1 },
};

export const limitsOf = (quota: Quota): Limits =>
  Object.fromEntries(
    LIMITED.map((name) => {
      const { limit, source } = quota[name];
      const mode = source === 'installation' ? 'installation' : limit === null ? 'none' : 'own';
      return [name, { mode, amount: limit === null ? '' : limit / UNITS[name].size }];
    }),
  ) as Limits;

/** All limits, as PUT wants them: those that were not touched exactly as they are. */
export function quotaBody(quota: Quota, limits: Limits, changed: readonly Limited[]) {
  const entries = LIMITED.flatMap((name): [Limited, number | null][] => {
    const { mode, amount } = limits[name];
    if (mode === 'installation') return [];
    if (mode === 'none') return [[name, null]];
    return [
      [name, changed.includes(name) ? Math.round(Number(amount) * UNITS[name].size) : quota[name].limit],
    ];
  });
  return Object.fromEntries(entries) as Partial<Record<Limited, number | null>>;
}

/** A limit that says of itself that it is one, and does not say which. */
export const lacking = (limits: Limits): string | null => {
  const without = LIMITED.find((name) => limits[name].mode === 'own' && limits[name].amount === '');
  return without ? `Say how many ${UNITS[without].unit} for ${UNITS[without].label}.` : null;
};
