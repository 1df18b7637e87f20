import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { CHECK_STEPS, STEP_STATES } from './check-steps.js';
import { TARGET_STATES } from './compute-target.js';

const time = z.int().meta({ description: 'Unix seconds.' });
const bytes = z.int().min(0);

export const checkStepView = z.looseObject({
  name: z.enum(CHECK_STEPS),
  state: z.enum(STEP_STATES).meta({ description: 'skipped: a step that it needs has not passed.' }),
  seconds: z.number().nullable(),
  message: z.string().nullable().meta({ description: 'What was found.' }),
  cure: z.string().nullable().meta({ description: 'Of a failed step: what to do.' }),
});
export const targetCheckView = z.looseObject({
  object: z.literal('compute_target.check'),
  id: z.string(),
  state: z
    .enum(['waiting', 'running', 'passed', 'failed'])
    .meta({ description: 'waiting: until a worker takes it.' }),
  asked_at: time,
  answered_at: time.nullable(),
  tries: z
    .int()
    .meta({ description: 'How often a worker has begun it: more than once where one ended in the midst.' }),
  steps: z.array(checkStepView),
});
export type TargetCheckView = z.output<typeof targetCheckView>;

export const computeTargetView = z.looseObject({
  object: z.literal('compute_target'),
  name: z.string(),
  default: z.boolean().meta({ description: 'Where jobs run that name none.' }),
  state: z.enum(TARGET_STATES).meta({
    description:
      'ready: it answered when a worker looked; unreachable: it did not; silent: no worker has looked for a minute.',
  }),
  reason: z
    .string()
    .nullable()
    .meta({ description: "Why it is not ready; of an unreachable one in its engine's words." }),
  cpus: z
    .int()
    .nullable()
    .meta({ description: 'As it was seen last; null, as all it has, before it has answered once.' }),
  memory_mb: z.int().nullable(),
  gpus: z.int().nullable(),
  gpu_memory_mb: z
    .int()
    .nullable()
    .meta({ description: 'Of the smallest GPU; null also where its driver does not say.' }),
  slots: z.looseObject({ total: z.int(), taken: z.int() }).meta({
    description: 'Attempts of all projects take them; a target that does not answer has no free ones.',
  }),
  queue: z.looseObject({ jobs: z.int(), oldest_queued_at: time.nullable() }).meta({
    description:
      'Jobs of all projects that wait for a slot there, and since when the one that waits longest.',
  }),
  abilities: z
    .looseObject({
      gang: z.boolean().meta({ description: 'Starts a job on several nodes at once.' }),
      preemption: z.boolean(),
      log_stream: z.boolean(),
      limits: z.looseObject({
        memory: z.boolean(),
        cpu: z.boolean(),
        pids: z.boolean(),
        network: z.boolean(),
      }),
    })
    .nullable(),
  environment: z
    .looseObject({
      sha256: z.string(),
      image: z.string().nullable().meta({ description: 'Digest of the image; null where there is none.' }),
    })
    .nullable()
    .meta({
      description: 'What a program started now would run in; null where it cannot say, or has not yet.',
    }),
  disk: z
    .looseObject({ free_bytes: bytes, total_bytes: bytes })
    .nullable()
    .meta({ description: 'Of the disk that holds the folders of attempts.' }),
  seen_at: time.nullable().meta({ description: 'When it answered last.' }),
  looked_at: time.meta({ description: 'When a worker looked last.' }),
  check: targetCheckView.nullable().meta({ description: 'The newest self-test; null: none was asked for.' }),
});
export type ComputeTargetView = z.output<typeof computeTargetView>;

const params = z.strictObject({ name: z.string().min(1).max(63) });
const tag = 'compute_targets';
export const listComputeTargets = defineRoute({
  ...{ id: 'compute_targets_list', method: 'get', path: '/compute_targets', tag, roles: READERS },
  summary: 'Where jobs run: what each target has, how it is, what waits there and its newest self-test',
});
export const getComputeTarget = defineRoute({
  ...{ id: 'compute_targets_get', method: 'get', path: '/compute_targets/:name', tag, roles: READERS },
  params,
  summary: 'A compute target',
});
export const checkComputeTarget = defineRoute({
  ...{ id: 'compute_targets_check', method: 'post', path: '/compute_targets/:name/check', tag },
  roles: ['deployer'],
  params,
  status: 202,
  summary:
    'Have the worker start a small program there and tell step by step how it went; one that is under way is answered for',
});
