import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AuditRepository } from '#audit/audit.repository.js';
import { AuditService } from '#audit/audit.service.js';
import { systemCtx } from '#kernel/context.js';
import { newId } from '#kernel/ids.js';
import { openTestDatabase, type TestDatabase } from '../../test/support/database.js';
import { FakeCompute } from '../../test/support/fake-compute.js';
import { HandClock } from '../../test/support/hand-clock.js';
import { ComputeTargetsRepository } from './compute-targets.repository.js';
import { ComputeTargetsService } from './compute-targets.service.js';

const clock = new HandClock();
const rows = new ComputeTargetsRepository();
const all = systemCtx();
let t: TestDatabase;
let targets: ComputeTargetsService;
const projects = [newId('proj_'), newId('proj_')];
const ctx = systemCtx(projects[0]);

beforeAll(async () => {
  t = await openTestDatabase();
  const audit = new AuditService(t.db, new AuditRepository(), clock);
  targets = new ComputeTargetsService(t.db, rows, audit, { target: 'fake', jobsDir: '/nowhere/jobs' }, clock);
  await t.db.tx(all, async (tx) => {
    for (const id of projects) await tx.project.create({ data: { id, name: id, declaredUse: {} } });
    await tx.computeSlot.create({ data: { target: 'fake', slot: 'cpu0' } });
  });
  await targets.noteLook('fake', await new FakeCompute('targets0').capabilities());
}, 60_000);
afterAll(() => t?.drop());

const job = (projectId: string) => {
  const id = newId('job_');
  const data = { id, projectId, kind: 'inspect', spec: {}, target: 'fake', seed: 0, requestId: 'x' };
  return t.db.tx(all, (tx) => tx.job.create({ data: { ...data, state: 'validating', createdBy: 'x' } }));
};
const move = (id: string, state: 'queued' | 'paused') =>
  t.db.tx(all, (tx) => tx.job.update({ where: { id }, data: { state } }));

describe('compute targets', () => {
  it('count what waits over all projects, since each became queued, and name none', async () => {
    const [first, second] = [await job(projects[0]!), await job(projects[1]!)];
    expect((await targets.get('fake')).queue).toEqual({ jobs: 0, oldest_queued_at: null });
    await move(first.id, 'queued');
    await move(second.id, 'queued');
    const before = await targets.get('fake');
    expect(before.queue.jobs).toBe(2);
    await move(first.id, 'paused');
    await move(first.id, 'queued'); // it waits anew
    const kept = await t.db.tx(all, (tx) =>
      tx.job.findMany({ where: { id: { in: [first.id, second.id] } } }),
    );
    const queuedAt = (id: string) => kept.find((one) => one.id === id)!.queuedAt!.getTime();
    expect(queuedAt(first.id)).toBeGreaterThan(queuedAt(second.id));
    const now = await targets.get('fake');
    expect(now.queue).toEqual({ jobs: 2, oldest_queued_at: Math.floor(queuedAt(second.id) / 1000) });
    expect(now.slots).toEqual({ total: 1, taken: 0 });
    for (const id of [...projects, first.id, second.id]) expect(JSON.stringify(now)).not.toContain(id);
  });

  it('owe one answer at a time, which the holder of the lease alone may give', async () => {
    const { check } = await targets.check(ctx, 'fake');
    expect((await targets.check(ctx, 'fake')).check!.id).toBe(check!.id);
    const claim = (token: string, seconds = 30) =>
      t.db.tx(all, (tx) => rows.claim(tx, 'fake', token, seconds));
    expect(await t.db.tx(all, (tx) => rows.due(tx, ['fake', 'other']))).toEqual(['fake']);
    const stale = (await claim('a', -1))!;
    const lease = (await claim('b'))!;
    expect(lease.row.tries).toBe(2);
    expect(await claim('c')).toBeNull();
    expect(await t.db.tx(all, (tx) => rows.due(tx, ['fake']))).toEqual([]);
    const answer = { steps: [], passed: true, answeredAt: clock.now() };
    expect(await t.db.tx(all, (tx) => rows.noteIfLeased(tx, stale, []))).toBe(false);
    expect(await t.db.tx(all, (tx) => rows.answerIfLeased(tx, stale, answer))).toBe(false);
    expect(await t.db.tx(all, (tx) => rows.answerIfLeased(tx, lease, answer))).toBe(true);
    const next = await targets.check(ctx, 'fake');
    expect(next.check).toMatchObject({ state: 'waiting', tries: 0 });
    expect(next.check!.id).not.toBe(check!.id);
  });

  it('turn silent when nobody looks, and keep what they had when they do not answer', async () => {
    await targets.noteLook('fake', new Error('connect ECONNREFUSED with hf_abcdefghijklmnop'));
    expect(await targets.get('fake')).toMatchObject({
      ...{ state: 'unreachable', reason: 'connect ECONNREFUSED with hf_…' },
      abilities: { gang: expect.any(Boolean) },
    });
    clock.forward(61);
    expect((await targets.list())[0]).toMatchObject({
      state: 'silent',
      reason: expect.stringContaining('61'),
    });
    await expect(targets.get('none')).rejects.toMatchObject({ code: 'compute_target_not_found' });
  });
});
