import { expect, it } from '@jest/globals';
import { type EstimateAnswer, estimateText } from './estimate-text.js';

const job = (kind: string) => ({ kind, tokens: null, steps: null, seconds: null, memory_mb: null, cost: null, fits_reason: 'Fits.' }); // prettier-ignore
const made = {
  ...job('finetune'),
  then: [job('merge'), job('evaluate'), job('evaluate')],
  ...{
    total: { jobs: 4, seconds: null },
    allowed_to_proceed: true,
    unavailable_reason: null,
    obligations: [],
  },
  warnings: ['License question, to be answered before promotion: …'],
} as unknown as EstimateAnswer;
const heads = (text: string) => text.split('\n').filter((line) => /^[a-z-]+( \([a-z]+\))?$/.test(line));

it('names the jobs of a pipeline as they are called in it, below what a promotion will wait for', () => {
  const jobs = [{ name: 'train' }, { name: 'merge' }, { name: 'tuned' }, { name: 'quantized' }];
  const text = estimateText(made, { jobs });
  expect(text.split('\n')[0]).toBe(made.warnings[0]);
  expect(text.split(made.warnings[0]!)).toHaveLength(2);
  expect(heads(text)).toEqual(['train (finetune)', 'merge', 'tuned (evaluate)', 'quantized (evaluate)']);
  expect(heads(estimateText(made, { jobs: jobs.slice(1) }))).toEqual([
    ...['finetune', 'merge', 'evaluate', 'evaluate'],
  ]);
});
