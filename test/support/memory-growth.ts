import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { FileChecker } from '#dataset-checks/checks.js';

export const MB = 1024 * 1024;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** What the process holds once what nobody needs is gone: how far the collector lags behind is the machine's doing. */
function heldMb(): number {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / MB;
}

/** Pushes `chunks` and answers by how many MB what is held grew at most after the first `warmMb` of them. */
export function growthMb(checker: FileChecker, chunks: Iterable<Buffer>, warmMb = 32): number {
  let warmed = 0;
  let most = 0;
  let pushed = 0;
  for (const chunk of chunks) {
    checker.push(chunk);
    pushed += chunk.length;
    if (pushed % (4 * MB) < chunk.length) {
      const now = heldMb();
      if (pushed < warmMb * MB) warmed = Math.max(warmed, now);
      else most = Math.max(most, now);
    }
  }
  return most - warmed;
}

/** Chat rows, none twice, of about `rowBytes` each, in chunks of about 64 KB. */
export function* chatRows(totalBytes: number, rowBytes: number): Iterable<Buffer> {
  const filler = 'All of my cards are gone, what now? '.repeat(Math.max(1, Math.round(rowBytes / 36) - 3));
  for (let sent = 0, i = 0; sent < totalBytes;) {
    let batch = '';
    for (; batch.length < 64 * 1024; i += 1) {
      batch += `{"messages":[{"role":"user","content":"${i} ${filler}"},{"role":"assistant","content":"lost_card"}]}\n`;
    }
    yield Buffer.from(batch);
    sent += batch.length;
  }
}
