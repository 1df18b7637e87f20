import { z } from 'zod';

/** What two versions can be held against each other by, row by row. */
export const REGRESSION_METRICS = ['exact_match', 'refusal_rate', 'false_refusal_rate'] as const;
export type RegressionMetric = (typeof REGRESSION_METRICS)[number];
const share = z.number().min(0).max(1);

/** A number is of exact match alone. */
export const maxRegression = z.union([
  share,
  z
    .strictObject({
      exact_match: share.optional(),
      refusal_rate: share.optional(),
      false_refusal_rate: share.optional(),
    } satisfies Record<RegressionMetric, unknown>)
    .refine((limits) => Object.keys(limits).length > 0, { error: 'must name at least one metric' }),
]);
export type MaxRegression = z.infer<typeof maxRegression>;

export const limitsOf = (asked: MaxRegression | undefined): Partial<Record<RegressionMetric, number>> =>
  typeof asked === 'number' ? { exact_match: asked } : (asked ?? {});
