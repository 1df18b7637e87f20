import { expect, it } from '@jest/globals';
import { FileChecker } from './checks.js';

const MB = 1024 * 1024;
const CHUNK = 64 * 1024;

/** Pushes `chunks` and answers by how many MB the process grew at most while it did. */
function growthMb(checker: FileChecker, chunks: Iterable<Buffer>): number {
  let warmed = 0;
  let most = 0;
  let pushed = 0;
  for (const chunk of chunks) {
    checker.push(chunk);
    pushed += chunk.length;
    if (pushed % (4 * MB) < chunk.length) {
      const now = process.memoryUsage.rss() / MB;
      if (pushed < 32 * MB) warmed = Math.max(warmed, now);
      else most = Math.max(most, now);
    }
  }
  return most - warmed;
}

function* rows(totalBytes: number): Iterable<Buffer> {
  const filler = 'All of my cards are gone, what now? '.repeat(500);
  for (let sent = 0, i = 0; sent < totalBytes; i += 1) {
    const messages = [
      { role: 'user', content: `${i} ${filler}` },
      { role: 'assistant', content: 'lost_or_stolen_card' },
    ];
    const row = Buffer.from(`${JSON.stringify({ messages })}\n`);
    yield row;
    sent += row.length;
  }
}

it('memory stays flat over 200 MB of rows', () => {
  const checker = new FileChecker();
  expect(growthMb(checker, rows(200 * MB))).toBeLessThan(100);
  expect(checker.syntax).toBeNull();
  expect(checker.end()).toMatchObject({ format: 'chat', fault_count: 0, duplicates: { count: 0 } });
}, 60_000);

it('a line of 200 MB is refused without being held', () => {
  const checker = new FileChecker();
  const chunk = Buffer.alloc(CHUNK, 'x');
  expect(growthMb(checker, Array<Buffer>((200 * MB) / CHUNK).fill(chunk))).toBeLessThan(40);
  checker.push(Buffer.from('\n'));
  expect(checker.syntax).toMatchObject({ code: 'line_too_long', line: 1 });
});
