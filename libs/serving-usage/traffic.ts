import { type Histogram, merged, quantile, totalOf } from './histogram.js';

/** How a request ended, and on whose account: of the caller `refused` and `cancelled`, of what serves the last three. */
export const ENDINGS = ['answered', 'refused', 'cancelled', 'failed', 'timed_out', 'cut_off'] as const;
export type Ending = (typeof ENDINGS)[number];
const ERRORS = ['failed', 'timed_out', 'cut_off'] as const satisfies readonly Ending[];

/** Traffic is counted by so many seconds: fine enough that the last hour is one. */
export const SLOT_SECONDS = 300;

/** What was counted in a time. */
export interface Counted extends Record<Ending, number> {
  promptTokens: number;
  outputTokens: number;
  /** Of answered requests, from when the caller asked to the last byte. */
  latency: Histogram;
  /** Of streams, from when the caller asked to the first token. */
  firstToken: Histogram;
}
/** A part of the time that was asked for; `at` in Unix seconds. */
export interface CountedStep extends Counted {
  at: number;
}

export const nothingCounted = (): Counted => ({
  ...{ answered: 0, refused: 0, cancelled: 0, failed: 0, timed_out: 0, cut_off: 0 },
  ...{ promptTokens: 0, outputTokens: 0, latency: {}, firstToken: {} },
});

/** Steps of a series over so many seconds: few enough to be drawn, fine enough to be told apart. */
export function stepOf(spanSeconds: number): number {
  if (spanSeconds <= 6 * 3_600) return SLOT_SECONDS;
  return spanSeconds <= 8 * 86_400 ? 3_600 : 86_400;
}

/** What was counted in steps, as a whole; a duration that nobody measured is null. */
export function trafficOf(steps: readonly CountedStep[]) {
  const sum = (of: (step: CountedStep) => number) => steps.reduce((all, step) => all + of(step), 0);
  const endings = Object.fromEntries(
    ENDINGS.map((ending) => [ending, sum((step) => step[ending])]),
  ) as Record<Ending, number>;
  const requests = sum(requestsOf);
  const errors = sum(errorsOf);
  return {
    ...{ requests, endings, errors, error_rate: requests === 0 ? null : errors / requests },
    prompt_tokens: sum(({ promptTokens }) => promptTokens),
    output_tokens: sum(({ outputTokens }) => outputTokens),
    latency: durationsOf(merged(steps.map(({ latency }) => latency))),
    first_token: durationsOf(merged(steps.map(({ firstToken }) => firstToken))),
  };
}

const requestsOf = (of: Counted): number => ENDINGS.reduce((all, ending) => all + of[ending], 0);
const errorsOf = (of: Counted): number => ERRORS.reduce((all, ending) => all + of[ending], 0);
const durationsOf = (of: Histogram) => ({
  ...{ count: totalOf(of), p50_seconds: secondsOf(of, 0.5), p95_seconds: secondsOf(of, 0.95) },
});
function secondsOf(of: Histogram, share: number): number | null {
  const ms = quantile(of, share);
  return ms === null ? null : Number((ms / 1_000).toPrecision(3));
}

/** A point for each step between, also for those in which nothing was asked. Both ends in Unix seconds. */
export function seriesOf(counted: readonly CountedStep[], of: { from: number; to: number; step: number }) {
  const known = new Map(counted.map((one) => [one.at, one]));
  const first = Math.floor(of.from / of.step) * of.step;
  const length = Math.max(0, Math.ceil((of.to - first) / of.step));
  return Array.from({ length }, (_, index) => {
    const at = first + index * of.step;
    const one = known.get(at) ?? nothingCounted();
    const { latency, firstToken } = one;
    return {
      ...{ at, requests: requestsOf(one), errors: errorsOf(one) },
      ...{ p50_seconds: secondsOf(latency, 0.5), p95_seconds: secondsOf(latency, 0.95) },
      first_token_p50_seconds: secondsOf(firstToken, 0.5),
      first_token_p95_seconds: secondsOf(firstToken, 0.95),
    };
  });
}
