import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idBody, newId } from '#kernel/ids.js';
import { aJob } from '../../test/support/a-version.js';
import { FakeCompute } from '../../test/support/fake-compute.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import type { AttemptLaunch } from './compute.port.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import type { JobState } from './job.js';
import { JobsReconciler } from './jobs.reconciler.js';
import { JobsRepository } from './jobs.repository.js';

let stage: Stage;
let target: FakeCompute;
let reconciler: JobsReconciler;
let defaults: JobDefaults;
beforeAll(async () => {
  stage = await openStage();
  defaults = stage.get(JOB_DEFAULTS as never);
  target = new FakeCompute(defaults.installation);
  reconciler = new JobsReconciler(stage.t.db, stage.get(JobsRepository), defaults);
}, 60_000);
afterAll(() => stage?.close());

/** A program on the target and, unless `state` is null, its job's and attempt's rows. */
async function started(state: JobState | null, live: boolean): Promise<string> {
  const job = state === null ? newId('job_') : await aJob(stage, { kind: 'merge', spec: {}, state });
  const name = `lu-${defaults.installation}-${idBody(job)}-a1`;
  const { projectId } = stage.ctx;
  const row = { id: newId('att_'), projectId, jobId: job, number: 1, name, target: 'fake', live };
  if (state !== null) await stage.t.db.tx(stage.ctx, (tx) => tx.attempt.create({ data: row }));
  await target.launch({ name, folder: `/nowhere/${name}` } as AttemptLaunch);
  return name;
}

describe('what attempts leave at a target', () => {
  it('is stopped when the attempt is over and forgotten when the job is; what has no row is left alone', async () => {
    const running = await started('running', true);
    const over = await started('failed', false);
    const overRunning = await started('cancelled', false);
    const retried = await started('queued', false);
    const unknown = await started(null, false);
    const programs = [over, overRunning, retried].map((name) => target.engine.program(name));
    programs[0]!.exit(0);
    await reconciler.tidy(target);
    expect([...target.engine.programs.keys()].sort()).toEqual([running, retried, unknown].sort());
    for (const name of [running, unknown]) expect(target.engine.program(name).phase).toBe('running');
    for (const program of programs.slice(1))
      expect(program).toMatchObject({ phase: 'exited', exitCode: 143 });
  });
  it('stays while the target does not answer', async () => {
    await started('failed', false);
    const held = target.engine.programs.size;
    target.engine.down = new Error('away');
    await expect(reconciler.tidy(target)).rejects.toThrow('away');
    target.engine.down = null;
    expect(target.engine.programs.size).toBe(held);
  });
});
