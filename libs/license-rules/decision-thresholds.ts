import { find, inUse, missing, need, type Bound, type Case } from './decision-case.js';
import type { Threshold } from '#license-catalogue/license-entry.js';

/** Dollars a yuan limit may stand for: between 5 and 9 CNY to the dollar (2005-2026); inside the band the figure is asked for. */
const CNY_PER_USD = { low: 5, high: 9 };
const NEAR = 0.8;

export type Crossing = 'crossed' | 'near' | 'below' | 'not-asked' | 'missing';

/** G4, G5: users and revenue against the limits; a crossed display limit is a duty, handled with the other duties. */
export function askThresholds(asked: Case, bound: Bound): void {
  if (!inUse(asked) || !bound.derivative) return;
  for (const limit of bound.license.terms.thresholds) {
    if (limit.effect === 'display-required') continue;
    const crossing = measure(asked, bound, limit);
    if (crossing === 'crossed')
      find(asked, 'THRESHOLD_EXCEEDED', bound, {
        clause: limit.clause,
        remedy: `above ${limit.amount} ${limit.unit} (${limit.metric}): obtain a separate license and record the grant`,
      });
    if (crossing === 'near')
      find(asked, 'THRESHOLD_NEAR', bound, {
        clause: limit.clause,
        remedy: `at 80 % or more of ${limit.amount} ${limit.unit} (${limit.metric}): plan a separate license`,
      });
  }
}

/** Where a use stands to one limit; a missing figure notes INPUT_MISSING. */
export function measure(asked: Case, bound: Bound, limit: Threshold): Crossing {
  const exempt = bound.license.terms.downstream_exemption?.value === 'internal-use-and-official-channels';
  if (exempt && (asked.use.purpose === 'internal' || asked.use.purpose === 'research')) return 'not-asked';
  const applies = conditionHolds(asked, bound, limit);
  if (applies !== true) return applies === null ? 'missing' : 'not-asked';
  const figure = figureOf(asked, bound, limit);
  if (figure === null) return 'missing';
  const [low, high] =
    limit.unit === 'CNY' ? [figure * CNY_PER_USD.low, figure * CNY_PER_USD.high] : [figure, figure];
  const over = (value: number) => (limit.operator === '>' ? value > limit.amount : value >= limit.amount);
  if (over(low)) return 'crossed';
  if (over(high)) {
    missing(asked, `annual_revenue_${limit.unit.toLowerCase()}`, bound, limit.clause);
    return 'missing';
  }
  return limit.measured === 'at-any-time' && high >= NEAR * limit.amount ? 'near' : 'below';
}

/** The catalogue words conditions freely; these three are asked of the profile, any other counts as met. */
function conditionHolds(asked: Case, bound: Bound, limit: Threshold): boolean | null {
  const words = limit.condition ?? '';
  if (/model-as-a-service/i.test(words))
    return (
      need(asked, 'purpose', bound, limit.clause) === 'model-api' ||
      need(asked, 'runs_model_as_a_service', bound, limit.clause)
    );
  if (/^commercial (use|products)/i.test(words) || limit.effect === 'no-commercial-rights')
    return need(asked, 'commercial', bound, limit.clause);
  return true;
}

function figureOf(asked: Case, bound: Bound, limit: Threshold): number | null {
  switch (limit.metric) {
    case 'annual-revenue':
      return need(asked, 'annual_revenue_usd', bound, limit.clause);
    case 'monthly-revenue':
      return need(asked, 'monthly_revenue_usd', bound, limit.clause);
    default:
      return usersOf(asked, bound, limit);
  }
}

function usersOf(asked: Case, bound: Bound, limit: Threshold): number | null {
  if (limit.measured !== 'at-version-release') return need(asked, 'product_mau', bound, limit.clause);
  const byDate = need(asked, 'all_products_mau_at', bound, limit.clause);
  if (byDate === null) return null;
  const users = byDate[limit.measured_on ?? ''];
  if (users !== undefined) return users;
  missing(asked, `all_products_mau_at.${limit.measured_on}`, bound, limit.clause);
  return null;
}
