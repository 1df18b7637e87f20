import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, listQuery, repeatable } from '#platform/schemas.js';

export type RecallKind = 'base_model' | 'dataset_version' | 'record';
export const RECALL_STATES = ['scanning', 'found', 'executed', 'released'] as const;

const id = z.string().min(1).max(120);
const reason = z.string().trim().min(3).max(1000);

export const recallBody = z.strictObject({
  subject: z
    .strictObject({
      base_model: id.optional().meta({ description: 'By id, slug or Hub id.' }),
      dataset_version: id.optional(),
      record: z
        .string()
        .regex(
          /^[0-9a-f]{64}$/,
          'must be a sha256 in lower-case hex: of the line, or of its JSON with sorted keys',
        )
        .optional(),
    })
    .refine((subject) => Object.values(subject).filter((one) => one !== undefined).length === 1, {
      error: 'must name exactly one of base_model, dataset_version, record',
    }),
  reason: reason.meta({ description: 'Why; everyone who meets the quarantine reads it.' }),
  dry_run: z.boolean().default(true).meta({ description: 'True: find and list; false: quarantine as well.' }),
});
export type RecallBody = z.output<typeof recallBody>;

const tag = 'recalls';
export const createRecall = defineRoute({
  id: 'recalls_create',
  method: 'post',
  path: '/recalls',
  tag,
  roles: ['reviewer', 'deployer'],
  body: recallBody,
  status: 201,
  errors: [404, 409],
  summary:
    'Find everything that descends from a base model, a dataset version or one record; with `dry_run` false quarantine it, cancel its jobs and stop what serves it',
  example: { subject: { base_model: 'smollm2' }, reason: 'The licensor withdrew the model.', dry_run: true },
});
export const listRecalls = defineRoute({
  id: 'recalls_list',
  method: 'get',
  path: '/recalls',
  tag,
  roles: READERS,
  query: z.strictObject({ ...listQuery, state: repeatable(z.enum(RECALL_STATES)) }),
  summary: 'List recalls, newest first',
});
export const getRecall = defineRoute({
  id: 'recalls_get',
  method: 'get',
  path: '/recalls/:id',
  tag,
  roles: READERS,
  params: idParam,
  summary: 'Get a recall with what it found',
});
export const releaseRecall = defineRoute({
  id: 'recalls_release',
  people: true,
  method: 'post',
  path: '/recalls/:id/release',
  tag,
  roles: [],
  params: idParam,
  body: z.strictObject({ reason }),
  status: 200,
  errors: [409],
  summary: 'Lift the quarantine of a recall; what was stopped is promoted again by hand',
  example: { reason: 'The licensor confirmed the grant in writing.' },
});
