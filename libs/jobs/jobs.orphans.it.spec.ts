import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { idBody, newId } from '#kernel/ids.js';
import { aJob } from '../../test/support/a-version.js';
import { FakeCompute } from '../../test/support/fake-compute.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import type { AttemptLaunch } from './compute.port.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { JobsOrphans } from './jobs.orphans.js';
import { JobsRepository } from './jobs.repository.js';

let stage: Stage;
let target: FakeCompute;
let orphans: JobsOrphans;
let defaults: JobDefaults;
beforeAll(async () => {
  stage = await openStage();
  defaults = stage.get(JOB_DEFAULTS as never);
  target = new FakeCompute(defaults.installation);
  orphans = new JobsOrphans(stage.t.db, stage.get(JobsRepository), defaults);
}, 60_000);
afterAll(() => stage?.close());

/** A program on the target and, unless `live` is null, its attempt's row. */
async function started(live: boolean | null): Promise<string> {
  const job =
    live === null ? newId('job_') : await aJob(stage, { kind: 'merge', spec: {}, state: 'running' });
  const name = `lu-${defaults.installation}-${idBody(job)}-a1`;
  const { projectId } = stage.ctx;
  const row = { id: newId('att_'), projectId, jobId: job, number: 1, name, target: 'fake', live: live! };
  if (live !== null) await stage.t.db.tx(stage.ctx, (tx) => tx.attempt.create({ data: row }));
  await target.launch({ name, folder: `/nowhere/${name}` } as AttemptLaunch);
  return name;
}

describe('what attempts leave at a target', () => {
  it('is cleared when the attempt is over or unknown, running or not', async () => {
    const [running, over, overRunning, unknown] = [
      await started(true),
      await started(false),
      await started(false),
      await started(null),
    ];
    const program = target.engine.program(overRunning);
    target.engine.program(over).exit(0);
    expect(await orphans.clear(target)).toBe(3);
    expect([...target.engine.programs.keys()]).toEqual([running]);
    expect(target.engine.program(running).phase).toBe('running');
    expect(program).toMatchObject({ phase: 'exited', exitCode: 143 });
    expect(await target.find(unknown)).toBeNull();
    expect(await orphans.clear(target)).toBe(0);
  });
  it('stays while the target does not answer', async () => {
    await started(false);
    const held = target.engine.programs.size;
    target.engine.down = new Error('away');
    await expect(orphans.clear(target)).rejects.toThrow('away');
    target.engine.down = null;
    expect(target.engine.programs.size).toBe(held);
  });
});
