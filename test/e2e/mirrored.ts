import { expect } from '@jest/globals';
import type { WandbServer } from '../support/wandb/server.js';
import { TINY } from './tiny-hub.js';
import { eventually } from './wait.js';

/** The run of a job at W&B: its steps, closed well, under the model's name. */
export async function expectMirrored(
  wandb: WandbServer,
  { job, tag, model }: { job: string; tag: string; model: string },
): Promise<void> {
  const run = await eventually(
    async () => wandb.run(job)!,
    ({ exitCode }) => exitCode !== null,
    30,
  );
  expect(run.history.map((line) => line['_step'])).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(run.history.every((line) => line['train_loss']! > 0)).toBe(true);
  expect(run).toMatchObject({
    project: 'intents',
    exitCode: 0,
    summary: { fine_tuned_model: model, _step: 8 },
  });
  expect(run.tags).toEqual([tag, 'luthier/finetune', `luthier/${TINY.slug}`, `luthier/${job}`]);
  expect(wandb.faults).toEqual([]);
}
