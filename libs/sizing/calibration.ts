import { median } from '#kernel/median.js';
import type { Ranged } from './speed.js';

/** A finished job: what the formula said, between what, and what came of it. */
export interface Outcome {
  /** By the formula alone. */
  formula: number;
  /** What the job was told, with its interval; null for jobs from before there was one. */
  told: Ranged | null;
  actual: number;
}

/** What earlier jobs of a sort teach about the next one of it. */
export interface Correction {
  factor: number;
  /** Of the corrected value. */
  interval: { low: number; high: number };
  jobs: number;
}

/** As many jobs as the formula is worth: with so many, half of what they say is believed. */
const PRIOR_JOBS = 4;
/** An interval never gets narrower than this: two runs of one job differ as much. */
const NARROWEST = 1.05;

/**
 * The geometric mean of actual / formula, drawn towards 1 while jobs are few (n / (n + 4)), and the formula's interval narrowed
 * as n grows and widened by the jobs' own spread: its half-widths are scaled by sqrt((4 + sum((x - m)^2) / s^2) / (4 + n)),
 * in logarithms, s being the formula's own.
 */
export function correctionOf(ratios: readonly number[], prior: { low: number; high: number }): Correction {
  const logs = ratios.filter((ratio) => ratio > 0 && Number.isFinite(ratio)).map(Math.log);
  const jobs = logs.length;
  const mean = jobs === 0 ? 0 : logs.reduce((sum, log) => sum + log, 0) / jobs;
  const spread = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
  const own = Math.log(prior.high / prior.low) / (2 * 1.645); // 5 % to 95 %
  const scale = Math.sqrt((PRIOR_JOBS + spread / own ** 2) / (PRIOR_JOBS + jobs));
  return {
    factor: Math.exp((jobs / (jobs + PRIOR_JOBS)) * mean),
    interval: {
      low: Math.min(1 / NARROWEST, prior.low ** scale),
      high: Math.max(NARROWEST, prior.high ** scale),
    },
    jobs,
  };
}

export interface Coverage {
  jobs: number;
  /** Share of the jobs whose actual number lay within the interval that they were told; null without one. */
  coverage: number | null;
  /** Median of |told / actual - 1|. */
  median_error: number | null;
}

export function coverageOf(outcomes: readonly Outcome[]): Coverage {
  const told = outcomes.flatMap((one) =>
    one.told && one.actual > 0 ? [{ ...one.told, actual: one.actual }] : [],
  );
  const within = told.filter(({ low, high, actual }) => actual >= low && actual <= high).length;
  const errors = told.map(({ value, actual }) => Math.abs(value / actual - 1));
  return {
    jobs: told.length,
    coverage: told.length === 0 ? null : within / told.length,
    median_error: errors.length === 0 ? null : median(errors),
  };
}
