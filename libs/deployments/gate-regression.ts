import { type PairedResult, rowsToRuleOut } from '#kernel/paired.js';
import { traitOf } from '#evaluations/metrics.js';
import type { RegressionMetric } from '#projects/max-regression.js';
import { figure, type Evidence, type Gate } from './gate.js';

/** The candidate and the version that the alias serves, on the same rows: what the regression gate asks. */
export interface Regression {
  /** Of `exact_match` the limit holds for whatever metric the task is judged by. */
  metric: RegressionMetric;
  /** The most of it that may be lost (gained, of a metric that is better when lower); the lower of what the request asks and what the project sets for the alias. */
  max: number | null;
  /** Whose word `max` is; null where nobody asks: both figures are told and decide nothing. */
  by: 'request' | 'project' | null;
  /** The version that the alias names now; null where it names none. */
  served: { version: string; number: number } | null;
  /** Null: nothing was compared. */
  compared: {
    candidate: string;
    baseline: string;
    dataset_version: string;
    split: string;
    /** The metric that both were scored by: of a limit of `exact_match` that of the task. */
    judged_by: string;
    /** Turned so that more is better. */
    result: PairedResult;
  } | null;
  /** Why nothing was compared, and what to do about it. */
  missing: { reason: string; fix: string } | null;
}

/**
 * Non-inferiority: passes only where the lower end of the two-sided 95 % interval of (candidate − served) is at or above −max, so that a
 * version that is worse by more than that is let through in at most 2.5 % of cases. The point estimate decides nothing, and too few rows
 * block: a promotion has to show that it does no harm.
 */
export function regressions({ regressions: asked }: Pick<Evidence, 'regressions'>): Gate[] {
  return asked.length === 0 ? [regression(null)] : asked.map(regression);
}

function regression(asked: Regression | null): Gate {
  const metric = asked?.metric ?? 'exact_match';
  const name = metric === 'exact_match' ? 'regression' : `regression of the ${traitOf(metric).words}`;
  const gate = { name, kind: 'regression' as const };
  const skipped = (reason: string, evidence = {}): Gate => {
    return { ...gate, status: 'skipped', reason, fix: null, evidence };
  };
  if (!asked) return skipped('No limit is asked for.');
  const { max, by, served, compared, missing } = asked;
  const evidence = { metric, max_regression: max, set_by: by, served: served?.version ?? null };
  if (max === null) return told(asked, skipped);
  if (!served) return skipped('The alias serves no version yet.', evidence);
  if (!compared) {
    if (!missing) return skipped('The alias serves this very version.', evidence);
    return { ...gate, status: 'unmet', ...missing, evidence };
  }
  const { result, ...which } = compared;
  const { rows } = result;
  const { better } = traitOf(metric);
  const { difference, low, high } =
    better === 'higher' ? result : { difference: -result.difference, low: -result.high, high: -result.low };
  const worse = better === 'higher' ? 'drop' : 'rise';
  const change = `${compared.judged_by.replaceAll('_', ' ')} ${signed(difference)} against version ${served.number} over the same ${rows} rows (95 % interval ${signed(low)} to ${signed(high)})`;
  const found = { ...evidence, ...which, rows, difference, low, high, p: result.p };
  // a comparison that NaN would pass lets nothing through
  if (result.low >= -max - 1e-9) {
    const reason = `${capital(change)}: a ${worse} of more than ${figure(max)} is ruled out.`;
    return { ...gate, status: 'passed', reason, fix: null, evidence: found };
  }
  if (result.high < -max) {
    const reason = `${capital(change)}: the ${worse} is more than the ${figure(max)} allowed.`;
    return { ...gate, status: 'unmet', reason, fix: 'Train a better version.', evidence: found };
  }
  const enough = rowsToRuleOut(result, max);
  const reason = `${capital(change)}: a ${worse} of more than ${figure(max)} is not ruled out.`;
  const fix =
    enough === null
      ? `Train a better version, or allow more: with the ${worse} that was seen, no number of rows would settle it.`
      : `Evaluate both versions on about ${enough} rows like these (${rows} now), or allow more.`;
  return { ...gate, status: 'unmet', reason, fix, evidence: { ...found, rows_to_settle: enough } };
}

/** Nobody set a limit, and a version that is worse still does not go by unremarked. */
function told({ served, compared }: Regression, skipped: (reason: string, evidence?: object) => Gate): Gate {
  const none = 'No limit is asked for';
  if (!served || !compared) return skipped(`${none}.`);
  const { result, ...which } = compared;
  const verdict = result.difference < 0 ? 'worse' : result.difference > 0 ? 'better' : 'the same';
  const { old, new: now, rows, difference, low, high, p } = result;
  const reason = `${none}; version ${served.number}, which is served, has ${figure(old)} and this one ${figure(now)} by ${compared.judged_by.replaceAll('_', ' ')} on the same ${rows} rows: ${verdict}.`;
  const found = { ...which, rows, served_score: old, score: now, difference, low, high, p, verdict };
  return skipped(reason, { max_regression: null, served: served.version, ...found });
}

const signed = (share: number): string => `${share >= 0 ? '+' : '-'}${figure(Math.abs(share))}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
