import { describe, expect, it } from '@jest/globals';
import { concerns } from './changed.js';

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
