// Concerns: jobs
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';

const MINUTE = 60_000;

const pytest = (file: string, name: string) =>
  spawnSync(
    process.env['LUTHIER_TEST_TRAIN_PYTHON']!,
    ['-m', 'pytest', `jobs/tests/${file}`, '-q', '-p', 'no:cacheprovider', '-k', name],
    {
      cwd: join(import.meta.dirname, '../..'),
      env: {
        ...process.env,
        PYTHONPATH: process.env['LUTHIER_TEST_DEV_DIR'],
        PYTHONDONTWRITEBYTECODE: '1',
        RESUME_KILLS: '5',
      },
      encoding: 'utf8',
    },
  );

it(
  'five kills -9 at random steps of one training leave rows and adapter as they would have been',
  () => {
    const { status, stdout } = pytest('test_resume.py', 'killed_at_random');
    expect([status, stdout]).toEqual([0, expect.stringContaining('1 passed')]);
  },
  15 * MINUTE,
);

it(
  'a kill -9 of one process of two ends the attempt, and the next leaves the same adapter',
  () => {
    const { status, stdout } = pytest('test_ranks.py', 'killed_rank');
    expect([status, stdout]).toEqual([0, expect.stringContaining('1 passed')]);
  },
  15 * MINUTE,
);
