import { z } from 'zod';
import { defineRoute, READERS } from '#platform/route.contract.js';
import { idParam, limit } from '#platform/schemas.js';
import { SampleMessage, SAMPLES } from './recipe-finetune.contract.js';

/** What a training answers after each checkpoint; which of the two says what is asked is checked with the data at hand. */
export const samplesBody = z.strictObject({
  prompts: z
    .array(
      z.union([
        z.string().min(1).max(SAMPLES.characters),
        z.array(SampleMessage).min(1).max(SAMPLES.messages),
      ]),
    )
    .min(1)
    .max(SAMPLES.prompts)
    .optional()
    .meta({ description: 'Texts of a user, or conversations that end with one; this or `rows`.' }),
  rows: z.int().min(1).max(SAMPLES.prompts).optional().meta({
    description: 'So many of the first rows of the validation split, without their answer.',
  }),
  max_tokens: z.int().min(1).max(SAMPLES.tokens).default(128),
});
export type SamplesBody = z.output<typeof samplesBody>;

export const jobSamples = defineRoute({
  id: 'jobs_samples',
  method: 'get',
  path: '/jobs/:id/samples',
  tag: 'jobs',
  roles: READERS,
  params: idParam,
  query: z.strictObject({
    limit: limit(100, 100),
    after: z.string().max(120).optional(),
    order: z.enum(['asc', 'desc']).prefault('asc').meta({ description: 'By step, then by prompt.' }),
    step: z
      .string()
      .regex(/^[0-9]{1,9}$/, 'must be a step, digits alone')
      .transform(Number)
      .optional()
      .meta({ description: 'Those of one checkpoint alone.' }),
  }),
  summary: 'List what a training answered to the same prompts after each checkpoint',
});
