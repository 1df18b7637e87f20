import { FAILURES } from '#jobs/failure.js';
import { JobFailure } from '#jobs/job-failure.js';

/** What a self-test proves, in the order in which it does. */
export const CHECK_STEPS = [
  'answers',
  'disk',
  'environment',
  'starts',
  'ends',
  'workspace',
  'output',
  'imports',
  'forgotten',
] as const;
export type CheckStepName = (typeof CHECK_STEPS)[number];
export const STEP_STATES = ['waiting', 'running', 'passed', 'failed', 'skipped'] as const;
export type StepState = (typeof STEP_STATES)[number];

/** A type, not an interface: answers are loose objects, whose index an interface lacks. */
export type CheckStep = {
  name: CheckStepName;
  state: StepState;
  /** How long it took; null until it has ended, and of one that was skipped. */
  seconds: number | null;
  /** What was found. */
  message: string | null;
  /** Of a failed one: what to do. */
  cure: string | null;
};

/** What a step cannot do without. */
export const NEEDS: Record<CheckStepName, readonly CheckStepName[]> = {
  answers: [],
  disk: [],
  environment: ['answers'],
  starts: ['answers', 'environment'],
  ends: ['starts'],
  workspace: ['ends'],
  output: ['ends'],
  imports: ['workspace'],
  forgotten: ['starts'],
};

export const freshSteps = (): CheckStep[] =>
  CHECK_STEPS.map((name) => ({ name, state: 'waiting', seconds: null, message: null, cure: null }));

export const allPassed = (steps: readonly CheckStep[]): boolean =>
  steps.every(({ state }) => state === 'passed');

/** The first step that this one cannot do without and that has not passed; null when it may be tried. */
export function missing(steps: readonly CheckStep[], name: CheckStepName): CheckStepName | null {
  const passed = new Set(steps.filter(({ state }) => state === 'passed').map((step) => step.name));
  return NEEDS[name].find((need) => !passed.has(need)) ?? null;
}

/** A step's known bad end, with a cure of its own. */
export class StepFailure extends Error {
  constructor(
    message: string,
    readonly cure: string,
  ) {
    super(message);
  }
}

const LOOK =
  'Run `luthier doctor` on the machine of the worker: it says what is missing there and how to get it.';
const CURES: Record<CheckStepName, string> = {
  answers: `Start the engine of this target, or correct its address in the settings of the worker. ${LOOK}`,
  disk: 'Free space there, or name another folder in LUTHIER_DATA_DIR.',
  environment: LOOK,
  starts: LOOK,
  ends: 'Test again while no jobs run; if it happens again, see the log of the worker.',
  workspace:
    'See that the folder in LUTHIER_DATA_DIR can be written, and that the engine runs on the same machine.',
  output:
    'See that the folder in LUTHIER_DATA_DIR can be written, and that the engine runs on the same machine.',
  imports:
    'Have the packages of the pinned list where programs run: see LUTHIER_TRAIN_PYTHON and LUTHIER_JOB_IMAGE.',
  forgotten: 'See the log of the worker; the next test tries again to clear it away.',
};

/** What to do about an error of a step. */
export function cureOf(name: CheckStepName, error: unknown): string {
  if (error instanceof StepFailure) return error.cure;
  if (error instanceof JobFailure && ['image_missing', 'no_device', 'disk_full'].includes(error.reason))
    return FAILURES[error.reason].advice;
  return CURES[name];
}

/** A test whose worker ended so often in the midst of it: the step that it was at has failed. */
export function given(steps: readonly CheckStep[], tries: number): CheckStep[] {
  const at = steps.find(({ state }) => state === 'running') ?? steps.find(({ state }) => state === 'waiting');
  return steps.map((step) => {
    if (step === at) {
      const message = `The worker ended ${tries} times while it was at this step.`;
      return {
        ...step,
        state: 'failed',
        message,
        cure: 'See why in the log of the worker, then test again.',
      };
    }
    return step.state === 'waiting' ? { ...step, state: 'skipped' } : step;
  });
}
