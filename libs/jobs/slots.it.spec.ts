import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditRepository } from '#audit/audit.repository.js';
import { AuditService } from '#audit/audit.service.js';
import { systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { QuotasRepository } from '#quotas/quotas.repository.js';
import { QuotasService } from '#quotas/quotas.service.js';
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
let ids: string[];

beforeAll(async () => {
  t = await openTestDatabase();
  const log = new JobLogRepository();
  const audit = new AuditService(t.db, new AuditRepository(), clock);
  const quotas = new QuotasService(t.db, new QuotasRepository(), audit, clock);
  const jobs = new JobsService(t.db, rows, log, quotas, audit, clock);
  const defaults = {
    target: 'process',
    targets: ['process'],
    installation: 'race0000',
    jobsDir: '/none',
    leaseSeconds: 30,
    graceSeconds: 1,
  };
  ledger = new JobsLedger(t.db, rows, log, jobs, clock, defaults);
  const projectId = newId('proj_');
  ids = await t.db.tx(systemCtx(), async (tx) => {
    await tx.project.create({ data: { id: projectId, name: 'race', org: 'race', declaredUse: {} } });
    await rows.syncSlots(tx, 'process', ['cpu0', 'cpu1']);
    const ctx = systemCtx(projectId, 'race');
    const made = [];
    for (let i = 0; i < JOBS; i += 1) {
      const spec = {
        kind: 'finetune' as const,
        recipe: 'contract_trainer' as const,
        params: { steps: 1, step_seconds: 0, save_steps: 1 },
      };
      made.push(
        await jobs.insert(tx, ctx, { id: newId('job_'), spec, needs: [], target: 'process', warnings: [] }),
      );
    }
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
    const ended = await t.db.tx(systemCtx(), (tx) => tx.job.findMany({ include: { attempts: true } }));
    expect(ended.map((job) => [job.state, job.attempts.length])).toEqual(ids.map(() => ['succeeded', 1]));
    expect(
      await t.db.tx(systemCtx(), (tx) => tx.computeSlot.count({ where: { attemptId: { not: null } } })),
    ).toBe(0);
  }, 120_000);
});
