import { z } from 'zod';
import { ENDINGS } from './traffic.js';

const moment = (what: string) =>
  z.coerce
    .number()
    .int()
    .min(0)
    .max(4_102_444_800)
    .optional()
    .meta({ description: `Unix seconds; the five minutes that hold it count as a whole. ${what}` });
/** Requests are forgotten after so long. */
export const KEPT_DAYS = 365;

export const servingTrafficQuery = z
  .strictObject({
    since: moment(`Left out: 24 hours before \`until\`. What was counted is kept for ${KEPT_DAYS} days.`),
    until: moment('Left out, or later than now: now.'),
  })
  .refine(({ since, until }) => since === undefined || until === undefined || since < until, {
    error: "it must be before 'until'",
    path: ['since'],
  });
export type ServingTrafficQuery = z.output<typeof servingTrafficQuery>;

const seconds = z.number().nullable();
const durations = (of: string) =>
  z
    .looseObject({
      count: z.int().meta({ description: 'How many were measured.' }),
      p50_seconds: seconds,
      p95_seconds: seconds,
    })
    .meta({ description: `${of} Null where none was measured; 1000 stands for all that is longer.` });

const WHO: Record<(typeof ENDINGS)[number], string> = {
  answered: 'To its last byte.',
  refused:
    'For what was asked (a conversation that is too long, tools that the model knows nothing of), or because a license forbids the call.',
  cancelled: 'The caller went away before the answer had ended.',
  failed: 'The engine could not answer, or was not there.',
  timed_out: 'The model was not ready in 30 seconds, or no answer began in 290.',
  cut_off: 'The engine ended in the middle of its answer.',
};
const told = {
  object: z.literal('serving_traffic'),
  deployment: z.string(),
  since: z.int().meta({ description: 'Unix seconds, a whole five minutes.' }),
  until: z.int(),
  requests: z.int().meta({ description: 'That reached this deployment, however they ended.' }),
  endings: z.looseObject(
    Object.fromEntries(ENDINGS.map((one) => [one, z.int().meta({ description: WHO[one] })])),
  ),
  errors: z.int().meta({
    description:
      '`failed`, `timed_out` and `cut_off` together: neither what was asked nor a license is their cause.',
  }),
  error_rate: z.number().nullable().meta({ description: 'Errors of all requests; null without any.' }),
  prompt_tokens: z.int(),
  output_tokens: z.int(),
  latency: durations(
    'Of answered requests, from when the caller asked to the last byte, the start of a cold model too.',
  ),
  first_token: durations('Of streams, from when the caller asked to the first token, however they ended.'),
  bucket_ratio: z.number().meta({
    description:
      'p50 and p95 are read from counted buckets, whose bounds are this many times the one before: what is told and the true value are no further apart.',
  }),
};
export const servingTrafficView = z.looseObject({
  ...told,
  version: z.string(),
  step_seconds: z.int().meta({ description: 'From one point of the series to the next.' }),
  series: z.array(
    z.looseObject({
      at: z.int().meta({ description: 'The beginning of the step, Unix seconds.' }),
      requests: z.int(),
      errors: z.int(),
      p50_seconds: seconds,
      p95_seconds: seconds,
      first_token_p50_seconds: seconds,
      first_token_p95_seconds: seconds,
    }),
  ),
});

/** What a list shows of a deployment, without what only a chart needs. */
export const recentTrafficView = z.looseObject({
  ...told,
  by_hour: z
    .array(z.looseObject({ requests: z.int(), errors: z.int() }))
    .meta({ description: 'Each hour of the clock that holds some of the time, the oldest first.' }),
});
export type RecentTraffic = z.output<typeof recentTrafficView>;
