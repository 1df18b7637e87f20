import { FITTED } from './fitted.js';
import type { Ranged } from './speed.js';

/** `tight`: within what is expected, not within all that may happen. */
export type Verdict = 'fits' | 'tight' | 'does_not_fit';

/** Of a GPU formula's number, as far as the measurements of the fit allow. */
export const rangeOf = (value: number, interval = FITTED.interval): Ranged => ({
  value,
  low: value * interval.low,
  high: value * interval.high,
});

export function verdictOf(needed: Ranged, available: number): Verdict {
  if (needed.high <= available) return 'fits';
  return needed.value <= available ? 'tight' : 'does_not_fit';
}
