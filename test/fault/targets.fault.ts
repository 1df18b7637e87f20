import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ownProcesses } from '../e2e/harness.js';
import { eventually } from '../e2e/wait.js';
import { FaultBench } from './bench.js';
import { breaches } from './invariants.js';
import { TARGET_CHECK } from './points.js';

const MINUTE = 60_000;
let bench: FaultBench;
beforeAll(async () => {
  bench = await FaultBench.open();
  await bench.startWorker(); // the first look
}, 2 * MINUTE);
afterAll(() => bench?.close(), MINUTE);

const ask = (method: 'GET' | 'POST', rest = '') =>
  bench.answered<any>(bench.service.call(method, `/v1/compute_targets/process${rest}`));

describe('a worker that is killed while it tests a target', () => {
  it.each(TARGET_CHECK)(
    'at %s: the next one begins the test anew and leaves nothing of either',
    async (point) => {
      let id = '';
      await bench.dieAt('worker', point, async () => {
        id = (await ask('POST', '/check')).check.id;
      });
      await bench.startWorker();
      const { check } = await eventually(
        () => ask('GET'),
        (now) => now.check.answered_at !== null,
        120,
      );
      expect(check).toMatchObject({ id, tries: 2, state: 'passed' });
      const left = await eventually(
        async () => ownProcesses(join(bench.service.dataDir, 'jobs/checks')),
        (pids) => pids.length === 0,
        20,
      );
      expect(left).toEqual([]);
      expect(readdirSync(join(bench.service.dataDir, 'jobs/checks/process'))).toEqual([]);
      expect(readdirSync(join(bench.service.dataDir, 'run/attempts'))).toEqual([]);
      expect(await breaches(bench.service, bench.inside, [])).toEqual([]);
    },
    4 * MINUTE,
  );
});
