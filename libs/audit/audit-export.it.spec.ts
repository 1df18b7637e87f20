import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ExportCheck } from '#kernel/audit-export-check.js';
import { SIGNER, type Signer } from '#platform/dsse.js';
import { editRow } from '../../test/support/edit-row.js';
import { openStage, type Stage } from '../../test/support/stage.js';
import { AuditExportService } from './audit-export.service.js';
import { AuditService } from './audit.service.js';

jest.setTimeout(120_000);
let stage: Stage;
const key = () => stage.app.get<Signer>(SIGNER).publicKey;
const MANY = 2_500;

beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage?.close());

async function append(count: number, action: string): Promise<void> {
  const audit = stage.get(AuditService);
  await stage.t.db.tx(stage.ctx, async (tx) => {
    for (let i = 0; i < count; i += 1)
      await audit.append(tx, stage.ctx, {
        action,
        targetType: 'job',
        targetId: `job_${i}`,
        facts: { 10: i, 2: 'ä' },
      });
  });
}
const get = (query = '') =>
  fetch(`${stage.url}/v1/audit_events/export${query}`, { headers: { authorization: `Bearer ${stage.key}` } });
function checked(text: string) {
  const check = new ExportCheck(key());
  for (const line of text.split(/(?<=\n)/)) check.read(Buffer.from(line));
  return check.end();
}
const exported = async (query?: string) => checked(await (await get(query)).text());

describe('GET /v1/audit_events/export', () => {
  it('gives the whole chain, oldest first, and a signature over it that the public key alone checks', async () => {
    await append(5, 'test.done');
    const answer = await get();
    expect(answer.headers.get('content-type')).toBe('application/jsonl');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="audit-proj_.*\.jsonl"$/,
    );
    const report = checked(await answer.text());
    expect(report).toMatchObject({ faults: [], whole: true });
    const { signed } = report;
    const head = await stage.t.db.tx(stage.ctx, (tx) =>
      tx.auditEvent.findFirstOrThrow({ where: { projectId: stage.ctx.projectId }, orderBy: { seq: 'desc' } }),
    );
    expect(signed).toEqual({
      ...{ project: stage.ctx.projectId, filter: {}, contiguous: true, events: Number(head.seq) },
      ...{ first: 1, last: Number(head.seq), range: { from: 1, to: Number(head.seq) } },
      ...{ head: { number: Number(head.seq), hash: head.hash }, made_at: expect.stringMatching(/^20.*Z$/) },
    });
  });

  it('signs the filter and the range that were asked for', async () => {
    const filtered = await exported('?action=test.done&target_id=job_1&target_id=job_2');
    expect(filtered).toMatchObject({ faults: [], whole: false, events: 2 });
    expect(filtered.signed).toMatchObject({
      ...{ contiguous: false, filter: { action: ['test.done'], target_id: ['job_1', 'job_2'] } },
    });
    const part = await exported('?from=2&to=3');
    expect(part).toMatchObject({ faults: [], whole: false, events: 2 });
    expect(part.signed).toMatchObject({ contiguous: true, first: 2, last: 3, range: { from: 2, to: 3 } });
    const none = await exported('?from=999999&action=nothing.done');
    expect(none).toMatchObject({ faults: [], events: 0, signed: { first: null, last: null } });
  });

  it('refuses a range that is none, with the parameter', async () => {
    for (const [query, param] of [
      ['?from=3&to=2', 'to'],
      ['?from=0', 'from'],
      ['?to=x', 'to'],
      ['?limit=1', 'limit'],
    ]) {
      const refused = await get(query);
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({ error: { param } });
    }
  });

  it('leaves out what is appended while it is read, and reads no more than some rows ahead', async () => {
    await append(MANY, 'test.many');
    const lines = await stage.get(AuditExportService).lines(stage.ctx, {});
    const check = new ExportCheck(key());
    let largest = 0;
    let asked = false;
    for await (const some of lines) {
      largest = Math.max(largest, some.split('\n').length);
      if (!asked) await append(3, 'test.late');
      asked = true;
      for (const line of some.split(/(?<=\n)/)) check.read(Buffer.from(line));
    }
    const { faults, whole, signed, events } = check.end();
    expect([faults, whole, events]).toEqual([[], true, signed!.head!.number]);
    expect(events).toBeGreaterThan(MANY);
    expect(largest).toBeLessThanOrEqual(1001);
    expect((await exported()).events).toBe(events + 3);
  });

  it('does not sign as whole a chain that somebody spoilt', async () => {
    await editRow(stage.t, `UPDATE audit_event SET actor = 'somebody' WHERE project_id = $1 AND seq = 3`, [
      stage.ctx.projectId,
    ]);
    const changed = await exported();
    expect(changed).toMatchObject({ whole: false, signed: { contiguous: false } });
    expect(changed.faults.map(({ line, fault }) => `${line}: ${fault}`)).toEqual([
      '3: #3 was changed: its hash is that of another event',
      'null: the lines are those that were signed: the record was like this when it was exported',
    ]);
    await editRow(stage.t, 'DELETE FROM audit_event WHERE project_id = $1 AND seq = 3', [
      stage.ctx.projectId,
    ]);
    const { faults, signed } = await exported();
    expect(signed).toMatchObject({ contiguous: false });
    expect(faults[0]).toEqual({ line: 3, fault: '#3 is missing' });
  });
});
