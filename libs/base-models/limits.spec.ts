import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { AdapterParams, TrainerParams } from '#jobs/recipe-finetune.contract.js';
import { limitsView, TRAINING_LIMITS } from './limits.js';

it('says the bounds of the job contract', () => {
  const maximum = (schema: z.ZodType) => (z.toJSONSchema(schema) as { maximum: number }).maximum;
  const { shape } = TrainerParams;
  expect({
    max_rank: maximum(AdapterParams.shape.r),
    max_batch_size: maximum(shape.batch_size),
    max_gradient_accumulation_steps: maximum(shape.gradient_accumulation_steps),
    max_epochs: maximum(shape.n_epochs),
    max_learning_rate: maximum(shape.learning_rate),
    max_seq_length: maximum(shape.max_seq_length),
  }).toEqual(TRAINING_LIMITS);
});

it('never lets a sequence be longer than the model reads', () => {
  expect(limitsView({ id: 'bm_1', contextLength: 8192 }).max_seq_length).toBe(8192);
  expect(limitsView({ id: 'bm_1', contextLength: null }).max_seq_length).toBe(1_048_576);
});
