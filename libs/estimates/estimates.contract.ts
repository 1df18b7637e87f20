import { z } from 'zod';
import { estimate } from '#jobs/estimate.contract.js';
import { defineRoute } from '#platform/route.contract.js';

const answer = estimate.extend({
  object: z.literal('estimate'),
  allowed_to_proceed: z
    .boolean()
    .meta({ description: "The license gate's answer, asked without keeping it." }),
  unavailable_reason: z
    .object({ code: z.string(), message: z.string() })
    .nullable()
    .meta({ description: 'Why it may not go on; null where it may.' }),
  warnings: z.array(z.string()).meta({ description: 'License questions that a promotion will wait for.' }),
  then: z.array(estimate).meta({
    description: 'The jobs that follow a fine-tune by the OpenAI door: its merge and quantisation.',
  }),
});
export type EstimateAnswer = z.output<typeof answer>;

export const createEstimate = defineRoute({
  id: 'estimates_create',
  method: 'post',
  path: '/estimates',
  tag: 'estimates',
  roles: ['engineer', 'deployer'],
  body: z.looseObject({}).meta({
    description: 'The body that POST /v1/jobs takes (with `kind`), or that POST /v1/fine_tuning/jobs takes.',
  }),
  response: answer,
  errors: [409, 422],
  summary:
    'Estimate tokens, steps, time, memory and cost of a job, whether it fits its target and may proceed; makes nothing',
  example: {
    kind: 'finetune',
    base_model: 'smollm2-135m-instruct',
    dataset_version: 'dsv_01k…',
    adapter: { type: 'lora', r: 16 },
  },
});
