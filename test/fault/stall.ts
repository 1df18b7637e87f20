import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reached } from '#platform/failpoints.js';
import { eventually } from '../e2e/wait.js';
import { FaultBench, LEASE_SECONDS } from './bench.js';

const MINUTE = 60_000;
/**
 * A worker stopped at each point, where it holds a lease and has done something that it has not written down yet, for longer than
 * the lease; then it wakes up. `seed` makes the bytes of each job its own.
 */
export function stalledAt(points: readonly string[], seed: number): void {
  let bench: FaultBench;
  beforeAll(async () => {
    bench = await FaultBench.open({ env: { LUTHIER_CPU_SLOTS: '4' } });
  }, MINUTE);
  afterAll(async () => {
    await bench?.close();
  }, MINUTE);

  describe('a worker that is stopped past its lease and wakes up when another has gone on', () => {
    for (const [index, point] of points.entries()) {
      it(
        `at ${point}: what it still writes is dropped`,
        async () => {
          const job = await bench.submit({ steps: 4 }, seed + index);
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
          const next = await bench.submit({ steps: 2 }, seed + 500 + index);
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
}
