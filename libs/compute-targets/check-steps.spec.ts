import { describe, expect, it } from '@jest/globals';
import { JobFailure } from '#jobs/job-failure.js';
import { CheckRun, Dropped } from './check-run.js';
import {
  allPassed,
  CHECK_STEPS,
  type CheckStep,
  cureOf,
  freshSteps,
  given,
  StepFailure,
} from './check-steps.js';
import { stateOf } from './compute-target.js';

const states = (steps: readonly CheckStep[]) => steps.map(({ state }) => state);

describe('a run of steps', () => {
  it('tells each before and after, and skips what needs one that has not passed', async () => {
    const told: string[][] = [];
    const run = new CheckRun(async (steps) => {
      told.push(states(steps));
      return true;
    });
    await run.step('answers', 5, async () => 'yes');
    await run.step('environment', 5, async () => {
      throw new JobFailure('image_missing', 'The image x is not on this machine.');
    });
    await run.step('starts', 5, async () => 'never');
    await run.step('ends', 5, async () => 'never');
    expect(run.steps.map(({ name, state }) => [name, state])).toEqual(
      CHECK_STEPS.map((name) => [
        name,
        { answers: 'passed', environment: 'failed', starts: 'skipped', ends: 'skipped' }[name as string] ??
          'waiting',
      ]),
    );
    expect(run.steps[2]).toMatchObject({
      message: 'The image x is not on this machine.',
      cure: expect.stringContaining('luthier doctor'),
    });
    expect(told[0]![0]).toBe('running');
    expect(run.passed).toBe(false);
  });

  it('fails a step that takes too long, and ends where another worker has the test', async () => {
    const run = new CheckRun(async (steps) => steps[1]!.state !== 'running');
    await run.step('answers', 0.05, () => new Promise<string>(() => undefined));
    expect(run.steps[0]).toMatchObject({ state: 'failed', message: 'No answer within 0.05 seconds.' });
    await expect(run.step('disk', 5, async () => 'x')).rejects.toBeInstanceOf(Dropped);
  });
});

it('has a cure for every step, and the own one of an error before it', () => {
  for (const name of CHECK_STEPS) expect(cureOf(name, new Error('x'))).toMatch(/\.$|get it\.$/);
  expect(cureOf('disk', new StepFailure('x', 'Do this.'))).toBe('Do this.');
  expect(cureOf('starts', new JobFailure('oom', 'x'))).toBe(cureOf('starts', new Error('x')));
});

it('gives up at the step that the worker did not outlive', () => {
  const steps = freshSteps();
  steps[0] = { ...steps[0]!, state: 'passed' };
  steps[1] = { ...steps[1]!, state: 'running' };
  const end = given(steps, 5);
  expect(states(end)).toEqual(['passed', 'failed', ...Array<string>(CHECK_STEPS.length - 2).fill('skipped')]);
  expect(end[1]!.message).toContain('5 times');
  expect(allPassed(end)).toBe(false);
});

it.each([
  [10, null, 'ready', null],
  [10, 'connect ENOENT', 'unreachable', 'connect ENOENT'],
  [61, 'connect ENOENT', 'silent', expect.stringContaining('61 seconds')],
])('is after %i seconds with the fault %s %s', (seconds, fault, state, reason) => {
  const lookedAt = new Date(0);
  expect(stateOf({ lookedAt, fault }, new Date(seconds * 1000))).toEqual({ state, reason });
});
