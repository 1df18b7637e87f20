import type { DeclaredUse } from './projects.contract.js';

/** Figures of the use that are those of today: they change without anybody's doing. Users of a past date do not. */
export const FIGURES = ['annual_revenue_usd', 'monthly_revenue_usd', 'product_mau'] as const;

const DAY_MS = 86_400_000;

export type UseOfToday = DeclaredUse & { unconfirmed_figures?: (typeof FIGURES)[number][] };

/** The use as it counts now: figures that were last confirmed more than `maxAgeDays` ago are left out, by name. */
export function useOfToday(
  use: DeclaredUse,
  { confirmedAt, maxAgeDays, now }: { confirmedAt: Date; maxAgeDays: number; now: Date },
): UseOfToday {
  const stale = FIGURES.filter((field) => use[field] !== undefined);
  if (stale.length === 0 || now.getTime() - confirmedAt.getTime() <= maxAgeDays * DAY_MS) return use;
  const rest = Object.entries(use).filter(([field]) => !(stale as string[]).includes(field));
  return { ...(Object.fromEntries(rest) as DeclaredUse), unconfirmed_figures: stale };
}
