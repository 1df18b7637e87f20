import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QuotasService } from '#quotas/quotas.service.js';
import { FaultBench } from './bench.js';
import { JobsService } from '#jobs/jobs.service.js';
import type { SelectSpec } from '#jobs/spec.js';
import type { SelectResult } from '#jobs/sweep.js';
import { newId } from '#kernel/ids.js';
import { ELSEWHERE, HERE, JOB, SWEEP } from './points.js';

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

describe('kill -9 of the worker where a job waits for a place in the quota of its project', () => {
  const setPlaces = async (concurrent_jobs: number | null) => {
    const { inside } = bench;
    const quotas = inside.get(QuotasService);
    const { revision } = await quotas.get(inside.ctx);
    await quotas.set(inside.ctx, `"${revision}"`, { concurrent_jobs });
  };
  const statesOf = (jobs: string[]) => Promise.all(jobs.map((job) => bench.state(job)));

  it(
    'the place that the one before it frees is given to it once, whichever step the worker dies at',
    async () => {
      await bench.killWorker();
      await setPlaces(1);
      const jobs = [await bench.submit({ steps: 4 }, 2000), await bench.submit({ steps: 4 }, 2001)];
      await bench.dieAt('worker', 'artifact.row');
      expect((await statesOf(jobs)).sort()).toEqual(['collecting', 'waiting']);
      await bench.dieAt('worker', 'container.before_remove');
      expect(await statesOf(jobs)).toContain('succeeded');
      for (const point of ['claim.before_lease', 'claim.after_lease', 'process.after_start'])
        await bench.dieAt('worker', point);
      await bench.startWorker();
      expect(await bench.finished(jobs)).toEqual(['succeeded', 'succeeded']);
      for (const job of jobs)
        expect(await bench.attempts(job)).toEqual([{ number: 1, resumed_from: null, reason: null }]);
      await setPlaces(null);
      expect(await bench.settled()).toEqual([]);
    },
    4 * MINUTE,
  );
});

describe('kill -9 of the worker as it chooses the best of a sweep', () => {
  it(
    `dies at ${SWEEP[0]}: the next worker chooses the same, once`,
    async () => {
      if (!bench.hasWorker) await bench.startWorker();
      const cells = [await bench.submit({ steps: 2 }, 1), await bench.submit({ steps: 2 }, 1)];
      await bench.finished(cells);
      const spec: SelectSpec = {
        kind: 'select',
        best_by: { metric: 'train_loss', goal: 'minimize' },
        cells: cells.map((job, r) => ({ job, settings: { r } })),
      };
      const { ctx, db } = bench.inside;
      const choice = { id: newId('job_'), spec, needs: cells, target: 'process', warnings: [] };
      await bench.dieAt('worker', SWEEP[0], () =>
        db.tx(ctx, (tx) => bench.inside.get(JobsService).insert(tx, ctx, choice)),
      );
      bench.accepted.push(choice.id);
      await bench.startWorker();
      expect(await bench.finished([choice.id])).toEqual(['succeeded']);
      const result = (await bench.row(choice.id))['result'] as SelectResult;
      expect([result.winner, result.tied]).toEqual([cells[0], [cells[1]]]);
      const told = (await bench.events(choice.id)).filter((line) => line.startsWith('Chosen of 2'));
      expect(told).toHaveLength(1);
      expect(await bench.attempts(choice.id)).toEqual([{ number: 1, resumed_from: null, reason: null }]);
    },
    3 * MINUTE,
  );
});
