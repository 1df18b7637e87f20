import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reached } from '#platform/failpoints.js';
import { eventually } from '../e2e/wait.js';
import { FaultBench, LEASE_SECONDS } from './bench.js';

const MINUTE = 60_000;
let bench: FaultBench;
beforeAll(async () => {
  bench = await FaultBench.open({ env: { LUTHIER_CPU_SLOTS: '4' } });
}, MINUTE);
afterAll(async () => {
  await bench?.close();
}, MINUTE);

/** Points where a worker holds a lease and has done something that it has not written down yet. */
const HELD = ['claim.after_lease', 'container.after_start', 'container.after_exit', 'register.version_row'];

describe('a worker that is stopped past its lease and wakes up when another has gone on', () => {
  for (const [index, point] of HELD.entries()) {
    it(
      `at ${point}: what it still writes is dropped`,
      async () => {
        const job = await bench.submit({ steps: 4 }, 2000 + index);
        const sleeper = bench.service.launch('worker', { LUTHIER_FAILPOINT: `${point}:stop` });
        await eventually(
          async () => sleeper.stderr(),
          (said) => said.includes(reached(point)),
          60,
        );
        await sleep(LEASE_SECONDS * 1000);
        const other = await bench.startWorker();
        expect(await bench.finished([job])).toEqual(['succeeded']);
        sleeper.kill('SIGCONT');
        // it is of use again: with the other gone, it does the next job
        await bench.killWorker();
        await other.ended;
        const next = await bench.submit({ steps: 2 }, 3000 + index);
        expect(await bench.finished([next])).toEqual(['succeeded']);
        sleeper.kill('SIGKILL');
        await sleeper.ended;
        for (const id of [job, next])
          expect(await bench.attempts(id)).toEqual([{ number: 1, resumed_from: null, reason: null }]);
      },
      2 * MINUTE,
    );
  }

  it(
    'breaks nothing',
    async () => {
      await bench.startWorker();
      expect(await bench.settled()).toEqual([]);
    },
    2 * MINUTE,
  );
});
