import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { changedFiles, concerns } from './changed.js';

const file = 'test/fault/sweep.long.ts';
const text = '// Concerns: libs/jobs, apps/worker\nimport x from "y";\n';

describe('which long tests a change concerns', () => {
  it.each([
    ['a file below a named folder', ['libs/jobs/job.ts'], true],
    ['a folder that only begins alike', ['libs/jobs-old/job.ts'], false],
    ['another slice', ['libs/datasets/checks.ts', 'docs/adr/0001.md'], false],
    ['a file beside the test', ['test/fault/bench.ts'], true],
    ['what all tests stand on', ['prisma/schema/jobs.prisma'], true],
    ['nothing', [], false],
  ])('%s', (_, changed, expected) => {
    expect(concerns(file, text, changed)).toBe(expected);
  });

  it('is every one for a test that names nothing', () => {
    expect(concerns(file, 'import x from "y";', ['docs/a.md'])).toBe(true);
  });
});

describe('what has changed', () => {
  const AT = 1_795_000_000;
  /** A history of one file a commit, so many hours before the newest. */
  function historyOf(hoursBefore: number[]): string {
    const root = mkdtempSync(join(tmpdir(), 'luthier-changed-'));
    const git = (date: string, ...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
        cwd: root,
        env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
      });
    git('', 'init', '--quiet');
    for (const hours of hoursBefore) {
      const date = `${AT - hours * 3600} +0000`;
      writeFileSync(join(root, `before-${hours}`), '');
      git(date, 'add', '.');
      git(date, 'commit', '--quiet', '-m', `${hours}`);
    }
    return root;
  }

  it.each([
    ['every commit of a push', [48, 30, 5, 1, 0], ['before-0', 'before-1', 'before-5']],
    ['all that is young in a young history', [5, 0], null],
  ])('is %s', (_, hours, expected) => {
    const root = historyOf(hours);
    try {
      expect(changedFiles(root)?.sort() ?? null).toEqual(expected);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});
