import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { newId } from '#kernel/ids.js';
import { Prisma } from '#platform/db.js';
import { aJob } from '../../test/support/a-version.js';
import { FakeCompute, type FakeProgram } from '../../test/support/fake-compute.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { JOB_DEFAULTS, type JobDefaults } from './defaults.js';
import { EstimatesService } from './estimates.service.js';
import { JOB_STATES, type JobState, paused } from './job.js';
import { JobsCollector } from './jobs.collector.js';
import { JobsInputs } from './jobs.inputs.js';
import { JobsLedger } from './jobs.ledger.js';
import { JobsProcessor } from './jobs.processor.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { ReuseService } from './reuse.service.js';
import { PauseService } from './pause.service.js';

jest.setTimeout(30_000);
let stage: Stage;
let target: FakeCompute;
let worker: JobsProcessor;
let pausing: PauseService;
beforeAll(async () => {
  stage = await openStage();
  pausing = stage.get(PauseService);
}, 60_000);
beforeEach(() => {
  const defaults: JobDefaults = stage.get(JOB_DEFAULTS as never);
  target = new FakeCompute(defaults.installation);
  const [inputs, ledger] = [stage.get(JobsInputs), stage.get(JobsLedger)];
  // what a contract job's collection needs of it is known before it asks a neighbour
  const collector = { needsNoProgram: async () => false } as unknown as JobsCollector;
  const estimates = stage.get(EstimatesService);
  const reuse = stage.get(ReuseService);
  worker = new JobsProcessor(inputs, ledger, collector, estimates, reuse, { fake: target }, defaults);
});
afterAll(() => stage?.close());

const rows = new JobsRepository();
const row = async (id: string) => (await stage.t.db.tx(stage.ctx, (tx) => rows.findJob(tx, id)))!;
const state = async (id: string): Promise<JobState> => (await row(id)).state;
const attempts = (id: string) => stage.t.db.tx(stage.ctx, (tx) => rows.attempts(tx, id));
const free = (slots: string[]) => stage.t.db.tx(stage.ctx, (tx) => rows.syncSlots(tx, 'fake', slots));
const takenSlots = () =>
  stage.t.db.tx(stage.ctx, (tx) =>
    tx.computeSlot.count({ where: { target: 'fake', attemptId: { not: null } } }),
  );

async function submitted(slots?: number, of: object = {}): Promise<string> {
  await free(Array.from({ length: 20 }, (_, i) => `cpu${i}`));
  const params = { steps: 4, step_seconds: 0, save_steps: 1 };
  const spec = { kind: 'finetune' as const, recipe: 'contract_trainer' as const, params, ...of };
  const job = { id: newId('job_'), spec, needs: [], target: 'fake', slots, warnings: [] };
  const made = await stage.t.db.tx(stage.ctx, (tx) => stage.get(JobsService).insert(tx, stage.ctx, job));
  return made.id;
}

/** Steps until the job is there; a step that waits is repeated at once. */
async function until(id: string, wanted: JobState): Promise<void> {
  for (let steps = 0; (await state(id)) !== wanted; steps += 1) {
    if (steps > 30) throw new Error(`still ${await state(id)}, not ${wanted}`);
    await worker.step(id);
  }
}

async function running(): Promise<{ id: string; program: FakeProgram }> {
  const id = await submitted();
  await until(id, 'running');
  return { id, program: await programOf(id) };
}
const programOf = async (id: string) => target.engine.program((await attempts(id)).at(-1)!.name);

/** What a trainer writes that finishes although it was asked to stop. */
function finish(program: FakeProgram, jobId: string): void {
  const workspace = join(program.launch.folder, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const environment = { python: '3', platform: 'test', device: 'cpu', packages: {} };
  const facts = { metrics: {}, peak_memory_mb: 1, seconds: 1, artifacts: [], environment };
  writeFileSync(
    join(workspace, 'result.json'),
    JSON.stringify({ schema_version: 1, job_id: jobId, attempt: 1, ...facts }),
  );
  program.exit(0);
}

const audited = async (id: string) => {
  const events = await stage.t.db.tx(stage.ctx, (tx) =>
    tx.auditEvent.findMany({ where: { targetId: id }, orderBy: { seq: 'asc' } }),
  );
  return events.map(({ action }) => action);
};

describe('an out-of-memory', () => {
  it('is final, with what is known of it', async () => {
    const { id, program } = await running();
    program.kill('SIGKILL', true);
    await until(id, 'failed');
    const { failureReason, failureDetails } = await row(id);
    expect({ failureReason, failureDetails }).toMatchObject({
      failureReason: 'oom',
      failureDetails: { settings: [], unavailable_reason: 'Settings are worked out for trainings only.' },
    });
  });
});

describe('a job of several processes', () => {
  it('takes a slot for each and the cores of all of them, and frees them together', async () => {
    const before = await takenSlots();
    const id = await submitted(3);
    await until(id, 'running');
    expect(await takenSlots()).toBe(before + 3);
    const { launch } = await programOf(id);
    expect(launch.resources.cpus).toBe(
      Math.max(1, Math.floor(((await target.capabilities()).cpus * 3) / 20)),
    );
    await stage.get(JobsService).cancel(stage.ctx, id);
    await until(id, 'cancelled');
    expect(await takenSlots()).toBe(before);
  });

  it('on several nodes is started on all of them where its target can, and fails where it cannot', async () => {
    const nodes = { processes: { nproc_per_node: 2, nnodes: 2 } };
    const refused = await submitted(4, nodes);
    await until(refused, 'failed');
    expect(await row(refused)).toMatchObject({
      failureReason: 'no_device',
      failureMessage: expect.stringContaining('fake runs a job on one machine') as unknown,
    });
    target.gang = true;
    const id = await submitted(4, nodes);
    await until(id, 'running');
    expect((await programOf(id)).launch.nodes).toBe(2);
    await stage.get(JobsService).cancel(stage.ctx, id);
    await until(id, 'cancelled');
  });

  it('fails where its target will never have that many', async () => {
    const id = await submitted(21);
    await until(id, 'failed');
    expect(await row(id)).toMatchObject({
      failureReason: 'no_device',
      failureMessage: expect.stringContaining('wants 21 slots') as unknown,
    });
  });
});

describe('a pause', () => {
  it('takes a queued job at once, and resumed it runs', async () => {
    const id = await submitted();
    await until(id, 'queued');
    expect(await pausing.pause(stage.ctx, id)).toMatchObject({ state: 'paused', finishedAt: null });
    await worker.step(id);
    expect(await state(id)).toBe('paused');
    expect(await pausing.resume(stage.ctx, id)).toMatchObject({ state: 'queued', desired: 'run' });
    await until(id, 'running');
    expect(await audited(id)).toEqual(['job.submitted', 'job.pause_requested', 'job.paused', 'job.resumed']);
  });

  it('stops a running program, frees its slot and starts a new attempt on resumption', async () => {
    const { id } = await running();
    const before = await takenSlots();
    expect(await pausing.pause(stage.ctx, id)).toMatchObject({ state: 'running', desired: 'pause' });
    expect(await pausing.pause(stage.ctx, id)).toMatchObject({ desired: 'pause' });
    await until(id, 'pausing');
    await until(id, 'paused');
    expect(await takenSlots()).toBe(before - 1);
    expect(await attempts(id)).toMatchObject([{ reason: 'paused', live: false }]);
    expect((await programOf(id)).exitCode).toBe(143);
    await pausing.resume(stage.ctx, id);
    await until(id, 'running');
    expect(target.engine.starts).toHaveLength(2);
    expect((await audited(id)).filter((action) => action === 'job.pause_requested')).toHaveLength(1);
    expect(await audited(id)).toContain('job.paused');
  });

  it('stops what a worker started and died before it could say so', async () => {
    const { id } = await running();
    const [attempt] = await attempts(id);
    await stage.t.db.tx(stage.ctx, (tx) => rows.noteAttempt(tx, attempt!.id, { handle: Prisma.DbNull }));
    await pausing.pause(stage.ctx, id);
    await until(id, 'paused');
    expect((await programOf(id)).phase).toBe('exited');
  });

  it('is taken by a job that is just being launched', async () => {
    const id = await submitted();
    await until(id, 'launching');
    await pausing.pause(stage.ctx, id);
    await until(id, 'paused');
    expect(target.engine.starts).toEqual([]);
  });

  it('comes too late for a program that finishes', async () => {
    const { id, program } = await running();
    program.onTerm = () => finish(program, id);
    await pausing.pause(stage.ctx, id);
    await until(id, 'collecting');
  });

  it('does not hide why a program broke', async () => {
    const { id, program } = await running();
    program.onTerm = () => program.exit(2);
    await pausing.pause(stage.ctx, id);
    await until(id, 'failed');
    expect(await row(id)).toMatchObject({ failureReason: 'user_error' });
  });

  it('keeps a job whose machine was lost meanwhile', async () => {
    const { id, program } = await running();
    await pausing.pause(stage.ctx, id);
    target.engine.lose(program.launch.name);
    await until(id, 'paused');
    expect(await attempts(id)).toMatchObject([{ reason: 'node_lost' }]);
    expect(await audited(id)).toContain('job.paused'); // receivers of webhooks are told from it
  });

  it('is no failed attempt', async () => {
    const { id } = await running();
    for (let times = 0; times < 3; times += 1) {
      await pausing.pause(stage.ctx, id);
      await until(id, 'paused');
      await pausing.resume(stage.ctx, id);
      await until(id, 'running');
    }
    for (const next of ['queued', 'queued', 'failed'] as const) {
      await until(id, 'running');
      (await programOf(id)).kill('SIGKILL');
      await until(id, next);
    }
    expect(await row(id)).toMatchObject({ failureReason: 'killed', attemptCount: 6 });
  });
});

describe('wishes that cross', () => {
  it('are read again by the next step when a worker held the job', async () => {
    const id = await submitted();
    await until(id, 'queued');
    const ledger = stage.get(JobsLedger);
    const first = (await ledger.claim(id))!;
    expect(await pausing.pause(stage.ctx, id)).toMatchObject({ state: 'queued', desired: 'pause' });
    await ledger.putBack(first, 0);
    await until(id, 'paused');
    const second = (await ledger.claim(id))!;
    expect(await pausing.resume(stage.ctx, id)).toMatchObject({ state: 'paused', desired: 'run' });
    await ledger.putBack(second, 60);
    await until(id, 'running');
  });

  it('end with the cancellation, asked while paused, while pausing and before a resumption', async () => {
    const jobs = stage.get(JobsService);
    const atRest = await submitted();
    await until(atRest, 'queued');
    await pausing.pause(stage.ctx, atRest);
    expect(await jobs.cancel(stage.ctx, atRest)).toMatchObject({ state: 'cancelled' });
    const { id } = await running();
    await pausing.pause(stage.ctx, id);
    await until(id, 'pausing');
    await jobs.cancel(stage.ctx, id);
    await expect(pausing.resume(stage.ctx, id)).rejects.toMatchObject({ code: 'invalid_job_state' });
    await until(id, 'cancelled');
  });
});

describe('what cannot be paused or resumed', () => {
  for (const from of JOB_STATES) {
    const refused = { code: 'invalid_job_state', kind: 'invalid' };
    if (paused(from) === null)
      it(`a ${from} job is not paused`, async () => {
        const id = await aJob(stage, { kind: 'merge', spec: {}, state: from });
        await expect(pausing.pause(stage.ctx, id)).rejects.toMatchObject(refused);
      });
    if (from !== 'paused')
      it(`a ${from} job is not resumed`, async () => {
        const id = await aJob(stage, { kind: 'merge', spec: {}, state: from });
        await expect(pausing.resume(stage.ctx, id)).rejects.toMatchObject(refused);
      });
  }
});
