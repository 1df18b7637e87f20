import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditRepository } from '#audit/audit.repository.js';
import { AuditService } from '#audit/audit.service.js';
import { systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { QuotasRepository } from '#quotas/quotas.repository.js';
import { QuotasService } from '#quotas/quotas.service.js';
import type { Tx } from '#platform/db.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { isFinal } from './job.js';
import { JobLogRepository } from './job-log.repository.js';
import { JobsLedger } from './jobs.ledger.js';
import { JobsRepository, type Lease } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';

const [JOBS, SLOTS, WORKERS] = [20, 2, 4];
const clock = { now: () => new Date() };
const rows = new JobsRepository();
let t: TestDatabase;
let ledger: JobsLedger;
let jobs: JobsService;
let projectId: string;
let ids: string[];
/** Submits a job for a target of its own slots. */
const submit = (tx: Tx, target: string, needs: string[] = []) => {
  const spec = {
    kind: 'finetune' as const,
    recipe: 'contract_trainer' as const,
    params: { steps: 1, step_seconds: 0, save_steps: 1 },
  };
  const ctx = systemCtx(projectId, 'race');
  return jobs.insert(tx, ctx, { id: newId('job_'), spec, needs, target, warnings: [] });
};

beforeAll(async () => {
  t = await openTestDatabase();
  const log = new JobLogRepository();
  const audit = new AuditService(t.db, new AuditRepository(), clock);
  const quotas = new QuotasService(t.db, new QuotasRepository(), audit, clock);
  jobs = new JobsService(t.db, rows, log, quotas, audit, clock);
  const defaults = {
    target: 'process',
    targets: ['process', 'other'],
    installation: 'race0000',
    jobsDir: '/none',
    leaseSeconds: 30,
    graceSeconds: 1,
  };
  ledger = new JobsLedger(t.db, rows, log, jobs, clock, defaults);
  projectId = newId('proj_');
  ids = await t.db.tx(systemCtx(), async (tx) => {
    await tx.project.create({ data: { id: projectId, name: 'race', org: 'race', declaredUse: {} } });
    await rows.syncSlots(tx, 'process', ['cpu0', 'cpu1']);
    const made = [];
    for (let i = 0; i < JOBS; i += 1) made.push(await submit(tx, 'process'));
    return made.map((job) => job.id);
  });
}, 60_000);
afterAll(() => t?.drop());

const live = () => t.db.tx(systemCtx(), (tx) => tx.attempt.count({ where: { live: true } }));

/** What the processor does for a program that ends at once. */
async function act(lease: Lease, seen: number[]): Promise<void> {
  const { job, attempt } = lease;
  switch (job.state) {
    case 'validating':
      return void (await ledger.enqueue(lease));
    case 'queued': {
      const number = job.attemptCount + 1;
      const started = { id: newId('att_'), name: `lu-race-${job.id}-${number}`, number };
      if (!(await ledger.startAttempt(lease, started))) await ledger.putBack(lease, 0);
      return void seen.push(await live());
    }
    case 'launching': {
      const handle = { target: 'process', name: attempt!.name, id: '1', incarnation: '1' };
      return void (await ledger.launched(lease, attempt!, { handle, resumedFrom: null }));
    }
    case 'running':
      return void (await ledger.move(lease, 'collecting'));
    default:
      return void (await ledger.succeed(lease, {}, []));
  }
}

describe(`${JOBS} jobs, ${SLOTS} slots, ${WORKERS} workers`, () => {
  it('never has more live attempts than slots, and every job ends once', async () => {
    const seen: number[] = [];
    const open = new Set(ids);
    const work = async () => {
      while (open.size > 0) {
        for (const id of [...open].slice(0, WORKERS)) {
          const lease = await ledger.claim(id);
          if (lease) await act(lease, seen);
          const row = await t.db.tx(systemCtx(), (tx) => rows.findJob(tx, id));
          if (isFinal(row!.state)) open.delete(id);
        }
      }
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
    expect(Math.max(...seen)).toBe(SLOTS);
    const ended = await t.db.tx(systemCtx(), (tx) =>
      tx.job.findMany({ where: { target: 'process' }, include: { attempts: true } }),
    );
    expect(ended.map((job) => [job.state, job.attempts.length])).toEqual(ids.map(() => ['succeeded', 1]));
    expect(
      await t.db.tx(systemCtx(), (tx) => tx.computeSlot.count({ where: { attemptId: { not: null } } })),
    ).toBe(0);
  }, 120_000);
});

describe('a slot that gets free', () => {
  const state = async (id: string) => (await t.db.tx(systemCtx(), (tx) => rows.findJob(tx, id)))!.state;
  const act1 = async (id: string) => act((await ledger.claim(id))!, []);
  const until = async (id: string, wanted: string) => {
    for (let steps = 0; (await state(id)) !== wanted; steps += 1) {
      if (steps > 10) throw new Error(`still ${await state(id)}, not ${wanted}`);
      await act1(id);
    }
  };

  it('goes to the next job of the pipeline that had it, not to one that was submitted later', async () => {
    const [train, merge, later] = await t.db.tx(systemCtx(), async (tx) => {
      await rows.syncSlots(tx, 'other', ['cpu0']);
      const first = await submit(tx, 'other');
      return [first.id, (await submit(tx, 'other', [first.id])).id, (await submit(tx, 'other')).id] as const;
    });
    await until(train, 'running');
    await until(later, 'queued');
    await ledger.move((await ledger.claim(merge))!, 'waiting');
    await act1(later); // no slot is free
    await until(train, 'succeeded');
    await act1(later); // one is, and the job that needed the training has not been looked at yet
    expect([await state(merge), await state(later)]).toEqual(['waiting', 'queued']);
    await ledger.enqueue((await ledger.claim(merge))!);
    await until(merge, 'running');
    await until(merge, 'succeeded');
    await until(later, 'running');
    await until(later, 'succeeded');
  });

  it('goes on to others where the one before gets no further, or waits for something else', async () => {
    const [train, merge, more, later] = await t.db.tx(systemCtx(), async (tx) => {
      const first = await submit(tx, 'other');
      const second = await submit(tx, 'other', [first.id]);
      const third = await submit(tx, 'other', [first.id, second.id]);
      return [first.id, second.id, third.id, (await submit(tx, 'other')).id] as const;
    });
    for (const id of [merge, more]) await ledger.move((await ledger.claim(id))!, 'waiting');
    await until(train, 'succeeded');
    await until(later, 'queued');
    await act1(later);
    expect(await state(later)).toBe('queued');
    await t.db.tx(systemCtx(), (tx) =>
      tx.job.update({ where: { id: train }, data: { finishedAt: new Date(Date.now() - 61_000) } }),
    );
    await until(later, 'running');
    expect([await state(merge), await state(more)]).toEqual(['waiting', 'waiting']);
  });
});
