import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';

const MOST_DAYS = 3650;
const days = z.int().min(0).max(MOST_DAYS).nullable().optional();
const count = z.int().min(0).max(1000).optional();

export const setRetentionBody = z.strictObject({
  keep_last_checkpoints: count.meta({ description: "So many of a job's last checkpoints stay for ever." }),
  keep_best_checkpoints: count.meta({
    description: 'So many with the lowest validation loss stay for ever.',
  }),
  checkpoint_days: days.meta({
    description: 'The others stay so long after the job has ended; null: for ever.',
  }),
  attempt_folder_days: days.meta({
    description: 'Checkpoints and outputs in the folders of ended jobs stay so long; null: for ever.',
  }),
  hold: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .nullable()
    .optional()
    .meta({ description: 'Why nothing of the project may be deleted, as for a dispute; null: no hold.' }),
});
export type SetRetention = z.output<typeof setRetentionBody>;

const time = z.int().meta({ description: 'Unix seconds.' });
const amount = z.looseObject({ count: z.int(), bytes: z.int() });
const policy = {
  keep_last_checkpoints: z.int(),
  keep_best_checkpoints: z.int(),
  checkpoint_days: z.int().nullable(),
  attempt_folder_days: z.int().nullable(),
  hold: z.string().nullable(),
};

export const retentionView = z.looseObject({
  object: z.literal('retention'),
  project: z.string(),
  revision: z.int(),
  ...policy,
  swept_at: time.nullable().meta({ description: 'End of the last sweep; null: one is due.' }),
  last_sweep: z
    .looseObject({ checkpoints: amount, attempt_folders: amount })
    .nullable()
    .meta({ description: 'What the last sweep took away.' }),
  updated_at: time.nullable(),
});
export type RetentionView = z.output<typeof retentionView>;

export const retentionPlan = z.looseObject({
  object: z.literal('retention_plan'),
  project: z.string(),
  hold: z.string().nullable(),
  checkpoints: amount.extend({
    data: z
      .array(z.looseObject({ job: z.string(), step: z.int(), artifact: z.string(), bytes: z.int() }))
      .meta({ description: 'The first 100.' }),
  }),
  attempt_folders: amount.extend({
    data: z.array(z.looseObject({ job: z.string(), bytes: z.int() })).meta({ description: 'The first 100.' }),
  }),
  deleted_files: amount.meta({
    description: 'Deleted and expired files whose bytes nothing else needs and that are still there.',
  }),
  unneeded_objects: amount.extend({ delete_after_days: z.int() }).meta({
    description:
      'Objects of the whole installation that no row needs, found by the last sweep of the store; 0 days: they are never deleted.',
  }),
});
export type RetentionPlan = z.output<typeof retentionPlan>;

const tag = 'retention';
export const getRetention = defineRoute({
  ...{ id: 'retention_get', method: 'get', path: '/retention', tag, roles: READERS },
  etag: true,
  summary: 'Get what the project keeps for how long, and what the last sweep took away',
});
export const putRetention = defineRoute({
  ...{ id: 'retention_set', method: 'put', path: '/retention', tag, roles: [] },
  etag: true,
  body: setRetentionBody,
  errors: [412, 428],
  summary: 'Set all rules of retention; what is left out goes back to its default',
  example: { keep_last_checkpoints: 2, keep_best_checkpoints: 1, checkpoint_days: 14 },
});
export const planRetention = defineRoute({
  ...{ id: 'retention_plan', method: 'get', path: '/retention/plan', tag, roles: READERS },
  summary: 'What a sweep would delete now, with its bytes by reason; deletes nothing',
});
export const sweepRetention = defineRoute({
  ...{ id: 'retention_sweep', method: 'post', path: '/retention/sweep', tag, roles: [] },
  body: z.strictObject({
    delete: z
      .literal(true)
      .meta({ description: 'Says that it is meant: GET /v1/retention/plan deletes nothing.' }),
  }),
  example: { delete: true },
  status: 202,
  summary: 'Have the worker sweep now instead of within the hour',
});
