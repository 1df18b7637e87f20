import { z } from 'zod';
import { estimate, memoryParts, money, unavailable, verdict } from '#jobs/estimate.contract.js';
import { findingView, obligationView } from '#license-rules/decision.contract.js';
import { defineRoute, READERS } from '#platform/route.contract.js';

const ranged = z.object({ value: z.number(), low: z.number(), high: z.number() });
const planRow = z.object({
  gpu: z.string(),
  name: z.string(),
  count: z.int(),
  gpu_memory_mb: z.int(),
  verdict: verdict.nullable(),
  memory_mb: ranged
    .extend({ parts: memoryParts })
    .nullable()
    .meta({ description: 'MiB that each GPU needs.' }),
  host_memory_mb: z.number().nullable(),
  seconds: ranged.nullable(),
  cost: money.nullable().meta({ description: 'Of the price in `gpu_prices`; no price is assumed.' }),
  energy_kwh: ranged.nullable().meta({ description: "Modelled from the board's power limit, not measured." }),
  unavailable: z.array(unavailable).meta({ description: 'Why a number is null.' }),
});
export type PlanRow = z.infer<typeof planRow>;

const owed = obligationView
  .pick({ type: true, node: true, level: true, surface: true, clause: true })
  .extend({
    license: z.string(),
    text: z.string().nullable(),
    satisfied_by: z.string().nullable(),
    what: z.string().meta({ description: 'One sentence: what has to be done.' }),
    why: z.string().meta({ description: 'License and clause.' }),
  });

const question = findingView
  .pick({ code: true, node: true, license_id: true, clause: true, remedy: true })
  .extend({
    declared: z.string().nullable().meta({ description: 'The license that was declared of the node.' }),
    what: z.string().meta({ description: 'What was found of the node.' }),
  });

const answer = estimate.extend({
  object: z.literal('estimate'),
  allowed_to_proceed: z
    .boolean()
    .meta({ description: 'The answer of the license gate and the quotas, asked without keeping it.' }),
  unavailable_reason: z
    .object({
      code: z.string(),
      message: z.string(),
      findings: z
        .array(findingView)
        .optional()
        .meta({ description: 'Of a license: each with what cures it.' }),
    })
    .nullable()
    .meta({ description: 'Why it may not go on; null where it may.' }),
  obligations: z.array(owed).meta({
    description:
      'What the licenses ask of whoever uses the outcome, under the declared use; empty where they refuse it.',
  }),
  questions: z.array(question).meta({
    description: 'What a reviewer has to answer before a promotion, each thing once; `warnings` in parts.',
  }),
  warnings: z.array(z.string()).meta({ description: 'License questions that a promotion will wait for.' }),
  then: z.array(estimate).meta({
    description:
      'The further jobs of a pipeline in its order; of a fine-tune by the OpenAI door, its merge and quantisation.',
  }),
  total: z
    .object({
      jobs: z.int(),
      tokens: z.number().nullable(),
      seconds: z.number().nullable().meta({ description: 'One job after another.' }),
      cost: money.nullable(),
    })
    .meta({
      description:
        'All jobs together, every cell of a sweep among them; null where it is not known of one of them.',
    }),
  gpus: z
    .array(planRow)
    .nullable()
    .meta({ description: 'The GPUs that were asked about; null without `gpus`.' }),
});
export type EstimateAnswer = z.output<typeof answer>;

const yesNo = z.enum(['true', 'false']).transform((text) => text === 'true');
/** What to suppose in a plan besides the job itself. */
export const planQuery = z.strictObject({
  gpus: z.string().min(1).max(500).optional().meta({
    description: 'Also say what it would need on these: ids such as `rtx-4090,l4`, or `all`.',
  }),
  gpu_count: z.coerce.number().int().min(1).max(64).default(1),
  zero: z.coerce.number().int().min(0).max(3).optional().meta({ description: "DeepSpeed's stage." }),
  gpu_prices: z
    .string()
    .max(1000)
    .optional()
    .meta({ description: '`l4=0.71 USD,a100-80=1.90 EUR`, an hour of one GPU.' }),
  full: yesNo.optional().meta({ description: 'As if every weight were trained.' }),
  checkpointing: yesNo
    .optional()
    .meta({ description: 'Activations recomputed; default: from 10^9 parameters on.' }),
  chunked_loss: yesNo.optional().meta({ description: 'Default: true, as trl trains.' }),
  optimizer: z.enum(['adamw', 'adamw_8bit', 'paged_adamw_8bit', 'adafactor', 'sgd']).default('adamw'),
});
export type PlanQuery = z.output<typeof planQuery>;

export const createEstimate = defineRoute({
  id: 'estimates_create',
  method: 'post',
  path: '/estimates',
  tag: 'estimates',
  roles: ['engineer', 'deployer'],
  query: planQuery,
  body: z.looseObject({}).meta({
    description:
      'The body that POST /v1/jobs takes (with `kind`), POST /v1/pipelines (with `jobs`), or POST /v1/fine_tuning/jobs.',
  }),
  response: answer,
  errors: [404, 409, 422],
  summary:
    'Estimate tokens, steps, time, memory and cost of a job or pipeline, whether it fits its target or other GPUs, and may proceed; makes nothing',
  example: {
    kind: 'finetune',
    base_model: 'smollm2-135m-instruct',
    dataset_version: 'dsv_01k…',
    adapter: { type: 'lora', r: 16 },
  },
});

const coverage = z.object({
  jobs: z.int(),
  coverage: z
    .number()
    .nullable()
    .meta({ description: 'Share of jobs that came to a number within the interval they were told.' }),
  median_error: z.number().nullable().meta({ description: 'Median of |estimate / actual - 1|.' }),
});
const correction = z.object({
  factor: z.number().meta({ description: 'What the formula of the next such job is multiplied by.' }),
  jobs: z.int(),
  low: z.number(),
  high: z.number(),
});
const group = z.object({
  kind: z.string(),
  target: z.string(),
  family: z.string().nullable().meta({ description: 'Architecture of the base models.' }),
  method: z.string(),
  memory_mb: coverage.extend({ correction }),
  seconds: coverage.extend({ correction }),
});
export type CalibrationGroup = z.infer<typeof group>;
export const calibrationAnswer = z.object({
  object: z.literal('estimate_calibration'),
  jobs: z.int().meta({ description: 'Succeeded jobs that were looked at: the newest, at most 1000.' }),
  memory_mb: coverage,
  seconds: coverage,
  groups: z.array(group),
});
export type CalibrationAnswer = z.infer<typeof calibrationAnswer>;
export const getCalibration = defineRoute({
  id: 'estimates_calibration',
  method: 'get',
  path: '/estimates/calibration',
  tag: 'estimates',
  roles: READERS,
  response: calibrationAnswer,
  summary: 'Say how past estimates did against what came of their jobs, and what corrects the next ones',
});
