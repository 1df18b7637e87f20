import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { FakeCompute, type FakeProgram } from '../../test/support/fake-compute.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { EstimatesService } from './estimates.service.js';
import { JobLogRepository } from './job-log.repository.js';
import { JobsCollector } from './jobs.collector.js';
import { JobsInputs } from './jobs.inputs.js';
import { JobsLedger } from './jobs.ledger.js';
import { JobsProcessor } from './jobs.processor.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { ReuseService } from './reuse.service.js';
import { MOST_POINTS } from './system-use.js';

let stage: Stage;
let target: FakeCompute;
let worker: JobsProcessor;
beforeAll(async () => {
  stage = await openStage();
}, 60_000);
beforeEach(() => {
  const defaults: JobDefaults = stage.get(JOB_DEFAULTS as never);
  target = new FakeCompute(defaults.installation);
  const [inputs, ledger] = [stage.get(JobsInputs), stage.get(JobsLedger)];
  const collector = { needsNoProgram: async () => false } as unknown as JobsCollector;
  const [estimates, reuse] = [stage.get(EstimatesService), stage.get(ReuseService)];
  worker = new JobsProcessor(inputs, ledger, collector, estimates, reuse, { fake: target }, defaults);
});
afterAll(() => stage?.close());

const rows = new JobsRepository();
const jobRow = async (id: string) => (await stage.t.db.tx(stage.ctx, (tx) => rows.findJob(tx, id)))!;
const used = (id: string, ctx = stage.ctx) =>
  stage.get(JobsService).curve(ctx, id, { of: 'system', points: 5000 });

async function running(): Promise<{ id: string; startedAt: Date; program: FakeProgram }> {
  const slots = Array.from({ length: 20 }, (_, i) => `cpu${i}`);
  await stage.t.db.tx(stage.ctx, (tx) => rows.syncSlots(tx, 'fake', slots));
  const params = { steps: 4, step_seconds: 0, save_steps: 1 };
  const spec = { kind: 'finetune' as const, recipe: 'contract_trainer' as const, params };
  const job = { id: newId('job_'), spec, needs: [], target: 'fake', warnings: [] };
  const { id } = await stage.t.db.tx(stage.ctx, (tx) => stage.get(JobsService).insert(tx, stage.ctx, job));
  await stepsTo(id, 'running');
  return { id, startedAt: (await jobRow(id)).startedAt!, program: await programOf(id) };
}
async function stepsTo(id: string, state: string): Promise<void> {
  for (let left = 30; (await jobRow(id)).state !== state; left -= 1) {
    if (left === 0) throw new Error(`still ${(await jobRow(id)).state}`);
    await worker.step(id);
  }
}
const attempts = (id: string) => stage.t.db.tx(stage.ctx, (tx) => rows.attempts(tx, id));
const programOf = async (id: string) => target.engine.program((await attempts(id)).at(-1)!.name);
const after = (startedAt: Date, seconds: number) => new Date(startedAt.getTime() + seconds * 1000);

describe('what the programs of a job used', () => {
  it('is kept by the second since the first attempt began, also by a later one', async () => {
    const { id, startedAt, program } = await running();
    program.readings.push({ at: after(startedAt, 3), values: { cpu_percent: 90, memory_bytes: 1000 } });
    await worker.step(id);
    await worker.step(id);
    program.readings.push({ at: after(startedAt, 5), values: { cpu_percent: 70 } });
    program.kill('SIGKILL');
    await stepsTo(id, 'queued');
    await stepsTo(id, 'running');
    expect(await jobRow(id)).toMatchObject({ startedAt, attemptCount: 2 });
    (await programOf(id)).readings.push({ at: after(startedAt, 65), values: { cpu_percent: 50 } });
    await worker.step(id);
    const seen = (await used(id)).map(({ key, step, value }) => [key, step, value]);
    expect(seen).toEqual([
      ['system/cpu_percent', 3, 90],
      ['system/cpu_percent', 5, 70],
      ['system/cpu_percent', 65, 50],
      ['system/memory_bytes', 3, 1000],
    ]);
    expect((await attempts(id)).map(({ systemOffset }) => Number(systemOffset))).toEqual([2, 1]);
  });

  it('that cannot be asked for fails no job', async () => {
    const { id, program } = await running();
    target.measured = () => Promise.reject(new Error('the meter is broken'));
    await worker.step(id);
    expect((await jobRow(id)).state).toBe('running');
    program.exit(1);
    await stepsTo(id, 'queued');
  });

  it('is never among what its recipe told, and of another project nothing is seen', async () => {
    const { id, startedAt, program } = await running();
    program.readings.push({ at: after(startedAt, 9), values: { cpu_percent: 1 } });
    await worker.step(id);
    const jobs = stage.get(JobsService);
    expect(await used(id)).toHaveLength(1);
    expect(await jobs.metrics(stage.ctx, id)).toEqual([]);
    expect((await jobs.metricsBehind(stage.ctx, id, -1)).points).toEqual([]);
    expect(await jobs.curve(stage.ctx, id, { points: 10 })).toEqual([]);
    expect(await stage.t.db.tx(stage.ctx, (tx) => new JobLogRepository().lastStep(tx, id))).toBe(0);
    expect(await used(id, systemCtx(newId('proj_')))).toEqual([]);
  });

  it('is thinned where a job runs long, whenever its readings come in', async () => {
    const { id, startedAt, program } = await running();
    const count = () => stage.t.db.tx(stage.ctx, (tx) => tx.jobSystemMetric.count({ where: { jobId: id } }));
    for (let from = 0; from < 9000; from += 450) {
      for (let second = from; second < from + 450; second += 1)
        program.readings.push({ at: after(startedAt, second), values: { cpu_percent: second } });
      await worker.step(id);
      expect(await count()).toBeLessThanOrEqual(MOST_POINTS);
    }
    expect(await count()).toBe(9000 / 8);
    const seen = await used(id);
    expect(seen.every(({ step, value }) => step % 8 === 0 && value === step)).toBe(true);
    expect(seen.at(-1)!.step).toBe(8992);
  }, 60_000);
});
