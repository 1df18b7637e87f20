import { expect, it } from '@jest/globals';
import { FileChecker } from '#dataset-checks/checks.js';
import { chatRows, growthMb, MB } from '../support/memory-growth.js';

it('memory stays flat over 2 GB of short rows, more than duplicates are remembered of', () => {
  const checker = new FileChecker();
  // The million rows that are remembered end at 300 MB: a table that doubles, and a collector that lags behind, are in the
  // first 512 MB. What grows after them grows with the file: 15 bytes kept of each row would be 75 MB.
  expect(growthMb(checker, chatRows(2048 * MB, 300), 512)).toBeLessThan(75);
  const report = checker.end();
  expect(report).toMatchObject({ format: 'chat', fault_count: 0, duplicates: { count: 0, complete: false } });
  expect(report.rows).toBeGreaterThan(5_000_000);
}, 600_000);
