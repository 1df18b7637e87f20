// Concerns: libs/jobs, libs/artifacts, libs/platform, libs/adapters/process, libs/adapters/filesystem, apps/worker, jobs
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultBench } from './bench.js';
import { JOB } from './points.js';

const MINUTE = 60_000;
let bench: FaultBench;
beforeAll(async () => {
  bench = await FaultBench.open({ env: { LUTHIER_CPU_SLOTS: '4' } });
}, MINUTE);
afterAll(async () => {
  await bench?.close();
}, MINUTE);

const POINTS = [
  ...JOB,
  // every later write of a step: running, collecting, succeeded
  ...[2, 3, 4, 5].map((hit) => `apply.after_commit@${hit}`),
  'metrics.batch@2',
  'artifact.upload@2',
  'relay.read@3',
];

/** Each point alone: what is broken after one death has one cause. */
describe('kill -9 of the worker at one point, then a restart', () => {
  for (const [index, point] of POINTS.entries()) {
    it(
      `at ${point}`,
      async () => {
        // long enough to be read in several batches
        const long = point.startsWith('metrics') ? { steps: 40, step_seconds: 0.1 } : { steps: 4 };
        const job = await bench.submit(long, 1000 + index);
        await bench.dieAt('worker', point);
        await bench.startWorker();
        expect(await bench.finished([job])).toEqual(['succeeded']);
        expect(await bench.attempts(job)).toEqual([{ number: 1, resumed_from: null, reason: null }]);
        expect(await bench.settled()).toEqual([]);
      },
      3 * MINUTE,
    );
  }
});

/** Twelve kills at moments that nobody chose, of worker and program, with jobs coming in. */
describe('kill -9 at random moments', () => {
  it(
    'ends every job once',
    async () => {
      const seed = Number(process.env['LUTHIER_TEST_SEED'] ?? Date.now() % 1e6);
      const random = randomOf(seed);
      const jobs: string[] = [];
      for (let round = 0; round < 12; round += 1) {
        jobs.push(await bench.submit({ steps: 12, step_seconds: 0.05, save_steps: 3 }, 5000 + round));
        await bench.killWorker();
        await bench.startWorker();
        await new Promise((wake) => setTimeout(wake, random() * 1500));
      }
      await bench.killWorker();
      await bench.startWorker();
      const states = await bench.finished(jobs, 180);
      expect({ seed, states: [...new Set(states)] }).toEqual({ seed, states: ['succeeded'] });
      expect({ seed, broken: await bench.settled() }).toEqual({ seed, broken: [] });
    },
    6 * MINUTE,
  );
});

/** mulberry32: the same moments for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
