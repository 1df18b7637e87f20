import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../e2e/wait.js';
import { FaultBench } from './bench.js';

const MINUTE = 60_000;
const LONG = { steps: 60, step_seconds: 0.1, save_steps: 4 };
let bench: FaultBench;
let undisturbed: string;
beforeAll(async () => {
  bench = await FaultBench.open({ env: { LUTHIER_CPU_SLOTS: '4' } });
  await bench.startWorker();
  undisturbed = await bench.submit(LONG);
}, MINUTE);
afterAll(async () => {
  await bench?.close();
}, MINUTE);

/** What a resumed job must look like: its second attempt began at the newest checkpoint, and no step is told twice. */
async function resumedOnce(job: string, from: number): Promise<void> {
  expect(await bench.finished([job, undisturbed])).toEqual(['succeeded', 'succeeded']);
  const attempts = await bench.attempts(job);
  expect(attempts).toMatchObject([
    { number: 1, reason: 'killed' },
    { number: 2, reason: null },
  ]);
  const { resumed_from: resumed } = attempts[1]!;
  expect(resumed).toBeGreaterThanOrEqual(from);
  const events = await bench.events(job);
  expect(events).toContain(`Attempt 2 started, resuming from step ${resumed}`);
  expect(events.filter((line) => line.startsWith('Step '))).toHaveLength(LONG.steps);
  expect(await bench.adapter(job)).toBe(await bench.adapter(undisturbed));
}

describe('kill -9 of the program', () => {
  it(
    'in the middle of training: the job goes on from its newest checkpoint',
    async () => {
      const job = await bench.submit(LONG);
      await bench.killTrainer(job, 1, 10);
      await resumedOnce(job, 8);
    },
    2 * MINUTE,
  );

  it(
    'together with the worker: the next one finds it dead and resumes',
    async () => {
      const job = await bench.submit(LONG);
      await bench.killTrainer(job, 1, 6);
      await bench.killWorker();
      await bench.startWorker();
      await resumedOnce(job, 4);
    },
    2 * MINUTE,
  );

  it(
    'with a checkpoint that does not verify: the one before it is taken',
    async () => {
      const job = await bench.submit(LONG);
      await eventually(
        async () => bench.checkpoints(job, 1),
        (steps) => steps.includes(8),
        60,
      );
      await bench.killTrainer(job, 1, 8);
      const newest = Math.max(...bench.checkpoints(job, 1));
      bench.damage(job, 1, newest);
      await resumedOnce(job, newest - LONG.save_steps);
      expect((await bench.attempts(job))[1]!.resumed_from).toBe(newest - LONG.save_steps);
    },
    2 * MINUTE,
  );

  it(
    'three times: the job fails once, with its reason, and is not tried again',
    async () => {
      const job = await bench.submit({ ...LONG, save_steps: LONG.steps });
      for (const attempt of [1, 2, 3]) await bench.killTrainer(job, attempt, 2);
      expect(await bench.finished([job])).toEqual(['failed']);
      expect(await bench.row(job)).toMatchObject({ failure_reason: 'killed', attempt_count: 3 });
    },
    2 * MINUTE,
  );
});

describe('kill -9 of the supervisor', () => {
  it(
    'takes its program along; the job resumes',
    async () => {
      const job = await bench.submit(LONG);
      await eventually(
        async () => bench.step(job, 1),
        (step) => step >= 6,
        60,
      );
      process.kill(bench.started(job, 1).pid, 'SIGKILL');
      expect(await bench.finished([job])).toEqual(['succeeded']);
      const attempts = await bench.attempts(job);
      expect(attempts).toMatchObject([{ reason: 'node_lost' }, { reason: null }]);
      // 4 or later: it may have trained on between the look and the kill
      const { resumed_from: resumed } = attempts[1]!;
      expect([resumed! >= 4, resumed! % LONG.save_steps]).toEqual([true, 0]);
      expect(await bench.adapter(job)).toBe(await bench.adapter(undisturbed));
    },
    2 * MINUTE,
  );
});

describe('kill -9 of the worker while a program runs', () => {
  it(
    'its successor adopts the program and starts no second one',
    async () => {
      const job = await bench.submit({ ...LONG, steps: 200 });
      await eventually(
        async () => bench.step(job, 1),
        (step) => step >= 3,
        60,
      );
      await bench.killWorker();
      const { program } = bench.started(job, 1);
      await bench.startWorker();
      expect(bench.step(job, 1)).toBeLessThan(200);
      expect(bench.started(job, 1).program).toEqual(program);
      expect(await bench.finished([job])).toEqual(['succeeded']);
      expect(await bench.attempts(job)).toEqual([{ number: 1, resumed_from: null, reason: null }]);
    },
    2 * MINUTE,
  );
});

it(
  'breaks nothing',
  async () => {
    expect(await bench.settled()).toEqual([]);
  },
  2 * MINUTE,
);
