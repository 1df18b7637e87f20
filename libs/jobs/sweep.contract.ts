import { z } from 'zod';

/** Cells of one sweep. */
export const MOST_CELLS = 64;

const value = z.union([
  z.number(),
  z.string().max(200),
  z.boolean(),
  z.null(),
  z.array(z.string().max(200)).max(64),
]);
const jobName = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/);

export const bestBy = z.strictObject({
  metric: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/)
    .meta({ description: 'A figure of the training, or of the evaluation that is named beside it.' }),
  evaluation: jobName.optional().meta({
    description:
      'An evaluate job of this pipeline that asks the swept training: it is repeated for each cell.',
  }),
  goal: z.enum(['minimize', 'maximize']).optional().meta({
    description:
      'Left out: losses, perplexities, divergences and latencies are minimized, all else maximized.',
  }),
});

/** A training repeated over every combination of the values; what comes after it goes on with the best one. */
export const sweepBody = z.strictObject({
  job: jobName.optional().meta({
    description: 'The training that is repeated; it may be left out where the pipeline has one alone.',
  }),
  grid: z.record(z.string().min(1).max(64), z.array(value).min(1).max(MOST_CELLS)).meta({
    description: `Values by hyperparameter, as \`learning_rate\` or \`trainer.learning_rate\`; they take the place of the job's own. At most ${MOST_CELLS} combinations.`,
  }),
  best_by: z.union([bestBy.shape.metric, bestBy]).default('valid_loss'),
});
export type SweepBody = z.output<typeof sweepBody>;
export type Goal = 'minimize' | 'maximize';
export interface BestBy {
  metric: string;
  evaluation?: string;
  goal: Goal;
}

const state = z.string();
export const sweepView = z.object({
  job: z.string().meta({ description: 'The job of the kind `select` that makes the choice.' }),
  best_by: z.object({
    metric: z.string(),
    evaluation: z.string().optional(),
    goal: z.enum(['minimize', 'maximize']),
  }),
  state,
  winner: z.string().nullable().meta({ description: 'The training that was chosen; null until then.' }),
  tied: z
    .array(z.string())
    .meta({ description: 'Trainings with the same figure as the winner, which comes first in the grid.' }),
  cells: z.array(
    z.object({
      job: z.string(),
      evaluation: z.string().nullable(),
      settings: z.record(z.string(), z.unknown()),
      state,
      value: z.number().nullable().meta({ description: 'The figure that the choice goes by.' }),
      metrics: z.record(z.string(), z.number()).meta({ description: 'All that the training came to.' }),
      reason: z.string().nullable().meta({ description: 'Why the cell cannot win; null where it can.' }),
    }),
  ),
});
export type SweepView = z.output<typeof sweepView>;
