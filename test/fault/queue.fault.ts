import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../e2e/wait.js';
import { FaultBench } from './bench.js';
import { withAdmin } from './invariants.js';

const MINUTE = 60_000;
let bench: FaultBench;
beforeAll(async () => {
  bench = await FaultBench.open({ env: { LUTHIER_CPU_SLOTS: '2' } });
  await bench.startWorker();
}, MINUTE);
afterAll(async () => {
  await bench?.close();
}, MINUTE);

const empty = `DO $$ DECLARE t text; BEGIN FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'bullmq'
  AND tablename NOT LIKE '%migration%' LOOP EXECUTE format('TRUNCATE bullmq.%I CASCADE', t); END LOOP; END $$`;

/** Two jobs that are long enough to be seen running, four that wait for them. */
async function busy(seed: number): Promise<string[]> {
  const jobs: string[] = [];
  for (let i = 0; i < 6; i += 1)
    jobs.push(await bench.submit({ steps: i < 2 ? 200 : 20, step_seconds: 0.05 }, seed + i));
  const running = () =>
    withAdmin(bench.service, (ask) =>
      ask(`SELECT id FROM job WHERE state = 'running' AND id = ANY($1)`, [jobs]),
    );
  await eventually(running, (rows) => rows.length >= 1, 60);
  return jobs;
}

/** PostgreSQL may end it in favour of who rings at that moment: then once more. */
async function lose(sql: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await withAdmin(bench.service, (ask) => ask(sql));
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== '40P01' || tries === 20) throw error;
    }
  }
}

describe('loss of the whole queue store while jobs run and wait', () => {
  for (const [index, [loss, sql]] of [
    ['emptied', empty],
    ['dropped', 'DROP SCHEMA bullmq CASCADE'],
  ].entries()) {
    it(
      `${loss}: every job ends once`,
      async () => {
        const jobs = await busy(100 * (index + 1));
        await lose(sql!);
        const later = await bench.submit({ steps: 2 }, 50 + index);
        expect(new Set(await bench.finished([...jobs, later]))).toEqual(new Set(['succeeded']));
      },
      3 * MINUTE,
    );

    it(
      `${loss}: the bells ring again and nothing is broken`,
      async () => {
        expect(await bench.settled()).toEqual([]);
        const ready = await bench.service.call('GET', '/readyz', undefined, null);
        expect({ status: ready.status, body: ready.ok ? null : await ready.text() }).toEqual({
          status: 200,
          body: null,
        });
      },
      2 * MINUTE,
    );
  }
});
