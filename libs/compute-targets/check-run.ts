import { allPassed, type CheckStep, type CheckStepName, cureOf, freshSteps, missing } from './check-steps.js';
import { within } from './check-program.js';

/** Writes down how far the test is; false: another worker has taken it, and all that this one finds is dropped. */
export type Tell = (steps: CheckStep[]) => Promise<boolean>;
export class Dropped extends Error {}

/** The steps of one test: each is told when it begins and when it ends, and one whose need has not passed is skipped. */
export class CheckRun {
  readonly steps = freshSteps();

  constructor(private readonly tell: Tell) {}

  get passed(): boolean {
    return allPassed(this.steps);
  }

  /** `work` answers what was found, and throws what went wrong; it may take `seconds`. */
  async step(name: CheckStepName, seconds: number, work: () => Promise<string>): Promise<void> {
    const need = missing(this.steps, name);
    if (need)
      return this.set(name, { state: 'skipped', message: `Not tried: the step '${need}' has not passed.` });
    await this.set(name, { state: 'running' });
    const begun = performance.now();
    const took = () => ({ seconds: Math.round(performance.now() - begun) / 1000 });
    let found: Partial<CheckStep>;
    try {
      found = { state: 'passed', message: await within(seconds, work()), ...took() };
    } catch (error) {
      if (error instanceof Dropped) throw error;
      const message = (error as Error).message;
      found = { state: 'failed', message, cure: cureOf(name, error), ...took() };
    }
    await this.set(name, found);
  }

  private async set(name: CheckStepName, found: Partial<CheckStep>): Promise<void> {
    const at = this.steps.findIndex((step) => step.name === name);
    this.steps[at] = { ...this.steps[at]!, ...found };
    if (!(await this.tell(this.steps))) throw new Dropped(name);
  }
}
