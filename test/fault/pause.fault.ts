import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../e2e/wait.js';
import { FaultBench } from './bench.js';
import { withAdmin } from './invariants.js';
import { PAUSE, PAUSE_BY_API, RESUME_BY_API } from './points.js';

const MINUTE = 60_000;
const LONG = { steps: 80, step_seconds: 0.1, save_steps: 4 };
let bench: FaultBench;
let undisturbed: string;
beforeAll(async () => {
  bench = await FaultBench.open({ env: { LUTHIER_CPU_SLOTS: '4' } });
  await bench.startWorker();
  undisturbed = await bench.submit(LONG);
}, MINUTE);
afterAll(async () => {
  await bench?.close();
}, MINUTE);

const ask = async (id: string, wish: 'pause' | 'resume') => {
  const answer = await bench.service.call('POST', `/v1/jobs/${id}/${wish}`);
  return {
    status: answer.status,
    ...((await answer.json()) as { state?: string; error?: { code: string } }),
  };
};
const comes = (id: string, state: string) =>
  eventually(
    () => bench.state(id),
    (now) => now === state,
    90,
  );
const at = (id: string, attempt: number, least: number) =>
  eventually(
    async () => bench.step(id, attempt),
    (step) => step >= least,
    90,
  );
const slots = async () => {
  const [row] = await withAdmin(bench.service, (sql) =>
    sql(`SELECT count(*) AS n FROM compute_slot s JOIN attempt a ON a.id = s.attempt_id WHERE NOT a.live`),
  );
  return Number(row!['n']);
};

/** It went on where it was stopped, told no step twice, and left the bytes of a job that nobody paused. */
async function wentOn(id: string): Promise<void> {
  expect(await bench.finished([id, undisturbed])).toEqual(['succeeded', 'succeeded']);
  const steps = (await bench.events(id)).filter((line) => line.startsWith('Step '));
  expect(new Set(steps).size).toBe(LONG.steps);
  expect(await bench.adapter(id)).toBe(await bench.adapter(undisturbed));
}

describe('a pause and a resumption', () => {
  it(
    'leave the bytes of an uninterrupted job, twice in a row, and no failed attempt',
    async () => {
      const id = await bench.submit(LONG);
      for (const attempt of [1, 2]) {
        await at(id, attempt, attempt * 8);
        expect((await ask(id, 'pause')).status).toBe(200);
        await comes(id, 'paused');
        expect(await slots()).toBe(0);
        expect((await bench.events(id)).at(-1)).toMatch(/^Job paused; it goes on from step \d+$/);
        // where the worker has not let go of it yet, that one puts it back into the queue
        expect(['queued', 'paused']).toContain((await ask(id, 'resume')).state);
      }
      await wentOn(id);
      const attempts = await bench.attempts(id);
      expect(attempts).toMatchObject([{ reason: 'paused' }, { reason: 'paused' }, { reason: null }]);
      // saved when it was asked to, not at its next turn: at most a step of each attempt is lost
      expect(attempts[1]!.resumed_from).toBeGreaterThanOrEqual(8);
      expect(attempts[2]!.resumed_from).toBeGreaterThanOrEqual(16);
    },
    3 * MINUTE,
  );

  it(
    'kill -9 of the program while it is asked to stop: the job is paused and goes on from what was whole',
    async () => {
      const id = await bench.submit(LONG);
      await at(id, 1, 9);
      const { pid } = bench.started(id, 1).program;
      process.kill(pid, 'SIGSTOP'); // it must not obey before it is killed
      expect((await ask(id, 'pause')).status).toBe(200);
      process.kill(pid, 'SIGKILL');
      await comes(id, 'paused');
      await ask(id, 'resume');
      await wentOn(id);
    },
    3 * MINUTE,
  );

  it(
    'kill -9 of the worker while the job is paused and as it is resumed: nothing is lost',
    async () => {
      const id = await bench.submit(LONG);
      await at(id, 1, 5);
      await ask(id, 'pause');
      await comes(id, 'paused');
      await eventually(
        () => bench.row(id),
        (row) => row['lease_token'] === null,
        30,
      );
      await bench.killWorker();
      expect((await ask(id, 'resume')).state).toBe('queued');
      await bench.startWorker();
      await wentOn(id);
    },
    3 * MINUTE,
  );
});

describe('kill -9 of the worker while it pauses', () => {
  for (const point of PAUSE) {
    it(
      `dies at ${point}: the job is paused once and goes on`,
      async () => {
        // slow: it must not finish before the next worker is there
        const id = await bench.submit({ ...LONG, step_seconds: 0.3 });
        await bench.dieAt('worker', point, async () => {
          await at(id, 1, 6);
          await ask(id, 'pause');
        });
        await bench.startWorker();
        await comes(id, 'paused');
        await ask(id, 'resume');
        await wentOn(id);
        expect((await bench.events(id)).filter((line) => line.startsWith('Job paused'))).toHaveLength(1);
      },
      3 * MINUTE,
    );
  }
});

describe('kill -9 of the api', () => {
  it(
    `dies at ${PAUSE_BY_API[0]} and at ${RESUME_BY_API[0]}: neither is half done, and asked again both are`,
    async () => {
      await bench.killWorker();
      const id = await bench.submit({ ...LONG, steps: 4 });
      await withAdmin(bench.service, (sql) => sql(`UPDATE job SET state = 'queued' WHERE id = $1`, [id]));
      const events = (await bench.events(id)).length;
      await bench.dieAt('api', PAUSE_BY_API[0], () => ask(id, 'pause'));
      expect(await bench.state(id)).toBe('queued');
      await bench.startApi();
      expect((await ask(id, 'pause')).state).toBe('paused');
      await bench.dieAt('api', RESUME_BY_API[0], () => ask(id, 'resume'));
      expect(await bench.state(id)).toBe('paused');
      await bench.startApi();
      expect((await bench.events(id)).length).toBe(events + 1);
      expect((await ask(id, 'resume')).state).toBe('queued');
      expect(await ask(id, 'resume')).toMatchObject({ status: 400, error: { code: 'invalid_job_state' } });
      await bench.startWorker();
      expect(await bench.finished([id])).toEqual(['succeeded']);
    },
    3 * MINUTE,
  );
});

it(
  'breaks nothing',
  async () => {
    expect(await bench.settled()).toEqual([]);
  },
  2 * MINUTE,
);
