import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultBench } from './bench.js';
import { ELSEWHERE, HERE, JOB } from './points.js';

const MINUTE = 60_000;
let bench: FaultBench;
beforeAll(async () => {
  bench = await FaultBench.open({ env: { LUTHIER_CPU_SLOTS: '4' } });
}, MINUTE);
afterAll(async () => {
  await bench?.close();
}, MINUTE);

it('knows every failpoint that is in the source', () => {
  const lines = execFileSync('grep', ['-rhoE', "failpoint\\('[^']+'\\)", 'libs', 'apps'], {
    encoding: 'utf8',
  });
  const names = new Set([...lines.matchAll(/'([^']+)'/g)].map((match) => match[1]));
  expect([...names].sort()).toEqual([...HERE, ...Object.keys(ELSEWHERE)].sort());
  for (const [point, suite] of Object.entries(ELSEWHERE))
    expect(readFileSync(suite, 'utf8')).toContain(`'${point}'`);
});

describe('kill -9 of the worker at every point of a job’s way, with a new job each time and no rest between', () => {
  const jobs: string[] = [];
  for (const [index, point] of JOB.entries()) {
    it(
      `dies at ${point}`,
      async () => {
        // bytes of their own for each job: the store does not write the same ones again
        jobs.push(await bench.submit({ steps: 4 }, 1000 + index));
        await bench.dieAt('worker', point);
      },
      2 * MINUTE,
    );
  }

  it(
    'every job ends once, in its first attempt, with the bytes of one that was left in peace',
    async () => {
      await bench.startWorker();
      const twin = await bench.submit({ steps: 4 }, 1000);
      expect(new Set(await bench.finished([...jobs, twin]))).toEqual(new Set(['succeeded']));
      for (const job of jobs)
        expect(await bench.attempts(job)).toEqual([{ number: 1, resumed_from: null, reason: null }]);
      expect(await bench.adapter(jobs[0]!)).toBe(await bench.adapter(twin));
      expect(await bench.settled()).toEqual([]);
    },
    3 * MINUTE,
  );
});
