import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../e2e/wait.js';
import { FaultBench } from './bench.js';

const MINUTE = 60_000;
const mayMount = process.getuid?.() === 0;
let bench: FaultBench;
let jobs = '';
let isMounted = false;
beforeAll(async () => {
  if (!mayMount) return;
  bench = await FaultBench.open();
  jobs = join(bench.service.dataDir, 'jobs');
  mkdirSync(jobs, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', jobs]);
  isMounted = true;
  await bench.startWorker();
}, MINUTE);
afterAll(async () => {
  if (!bench) return;
  try {
    await bench.killWorker();
    if (isMounted) execFileSync('umount', ['-l', jobs]);
  } finally {
    await bench.close();
  }
}, MINUTE);

/** Takes what is left, down to the last byte. */
function fill(file: string): void {
  for (const size of [4096, 256, 1]) {
    try {
      for (;;) writeFileSync(file, 'x'.repeat(size), { flag: 'a' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    }
  }
}

// needs root: only root may mount a small disk
(mayMount ? describe : describe.skip)('a full disk under the job folders', () => {
  it(
    'ends the job as disk_full, and the service goes on',
    async () => {
      const job = await bench.submit({ steps: 3000, step_seconds: 0.05 });
      await eventually(
        async () => bench.step(job, 1),
        (step) => step >= 3,
        60,
      );
      const filler = join(jobs, 'filler');
      fill(filler);
      expect(await bench.finished([job])).toEqual(['failed']);
      const row = await bench.row(job);
      expect(row).toMatchObject({ failure_reason: 'disk_full', attempt_count: 1 });
      expect(row['failure_message']).toMatch(/disk|space/i);
      const next = await bench.submit({ steps: 2 });
      expect(await bench.finished([next])).toEqual(['failed']);
      expect(await bench.row(next)).toMatchObject({ failure_reason: 'disk_full' });
      expect((await bench.service.call('GET', '/livez', undefined, null)).status).toBe(200);
      rmSync(filler);
      const after = await bench.submit({ steps: 2 });
      expect(await bench.finished([after])).toEqual(['succeeded']);
      expect(await bench.settled()).toEqual([]);
    },
    3 * MINUTE,
  );
});
