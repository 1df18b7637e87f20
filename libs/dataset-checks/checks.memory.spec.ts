import { expect, it } from '@jest/globals';
import { chatRows, growthMb, MB } from '../../test/support/memory-growth.js';
import { FileChecker } from './checks.js';
import { scanLines } from './scan-line.js';

const CHUNK = 64 * 1024;

it.each([
  ['known at a glance', new FileChecker()],
  ['read in full', new FileChecker((block) => scanLines(block).map((facts) => ({ ...facts, format: null })))],
])('memory stays flat over 200 MB of rows %s', (_name, checker) => {
  expect(growthMb(checker, chatRows(200 * MB, 18_000))).toBeLessThan(100);
  expect(checker.syntax).toBeNull();
  expect(checker.end()).toMatchObject({ format: 'chat', fault_count: 0, duplicates: { count: 0 } });
}, 60_000); // prettier-ignore

it('a line of 200 MB is refused without being held', () => {
  const checker = new FileChecker();
  const chunk = Buffer.alloc(CHUNK, 'x');
  expect(growthMb(checker, Array<Buffer>((200 * MB) / CHUNK).fill(chunk))).toBeLessThan(40);
  checker.push(Buffer.from('\n'));
  expect(checker.syntax).toMatchObject({ code: 'line_too_long', line: 1 });
});
