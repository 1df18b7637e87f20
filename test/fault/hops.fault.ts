import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultBench } from './bench.js';
import { ELSEWHERE, HERE, JOB } from './points.js';

const MINUTES = 60_000;
let bench: FaultBench;
beforeAll(async () => {
  bench = await FaultBench.open();
}, 60_000);
afterAll(async () => {
  await bench?.close();
}, 60_000);

it('knows every failpoint that is in the source', () => {
  const lines = execFileSync('grep', ['-rhoE', "failpoint\\('[^']+'\\)", 'libs', 'apps'], {
    encoding: 'utf8',
  });
  const names = new Set([...lines.matchAll(/'([^']+)'/g)].map((match) => match[1]));
  expect([...names].sort()).toEqual([...HERE, ...Object.keys(ELSEWHERE)].sort());
});

describe('one job whose worker is killed at every point of its way', () => {
  let job: string;
  beforeAll(async () => {
    job = await bench.submit({ steps: 8, step_seconds: 0.1 });
  });

  for (const point of JOB) {
    it(
      `dies at ${point}`,
      async () => {
        await bench.dieAt('worker', point);
      },
      2 * MINUTES,
    );
  }

  it(
    'ends once, as if nothing had happened',
    async () => {
      await bench.startWorker();
      const other = await bench.submit({ steps: 8, step_seconds: 0.01 });
      expect(await bench.finished([job, other])).toEqual(['succeeded', 'succeeded']);
      expect(await bench.attempts(job)).toEqual([{ number: 1, resumed_from: null, reason: null }]);
      expect(await bench.adapter(job)).toBe(await bench.adapter(other));
      expect(await bench.settled()).toEqual([]);
    },
    2 * MINUTES,
  );
});
