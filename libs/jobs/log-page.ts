const LINE_ENDS = [0x0a, 0x0d];
const BLANK = 0x20;

/** So much of a line that goes on is waited for: a program that never ends its line is shown all the same. */
export const LONGEST_WAIT_BYTES = 64 * 1024;

/**
 * The part of `bytes` that is sent: whole lines, so that a secret is found where it is cut out of the output. What is left comes
 * with the next page; all of it where nothing more is written (`isOver`), but for what a full page leaves. Never half a character.
 */
export function pageOf(bytes: Buffer, { fullBytes, isOver }: { fullBytes: number; isOver: boolean }): Buffer {
  const lines = Math.max(...LINE_ENDS.map((end) => bytes.lastIndexOf(end))) + 1;
  if (isOver && bytes.length < fullBytes) return bytes.subarray(0, lastCharacterEnd(bytes));
  if (lines > 0) return bytes.subarray(0, lines);
  if (bytes.length < Math.min(fullBytes, LONGEST_WAIT_BYTES)) return bytes.subarray(0, 0);
  // between two words, where there are any: no secret has a blank in it
  return bytes.subarray(0, bytes.lastIndexOf(BLANK) + 1 || lastCharacterEnd(bytes));
}

/**
 * The text of `page` with its secrets cut. `before` is what stands in front of it: a secret that begins there is known by its
 * beginning alone. Empty only where the page is: a reader takes nothing for the end.
 */
export function shownOf(before: Buffer, page: Buffer, cut: (text: string) => string): string {
  if (page.length === 0) return '';
  const whole = cut(Buffer.concat([before, page]).toString('utf8'));
  const head = cut(before.toString('utf8'));
  let same = 0;
  while (same < head.length && head[same] === whole[same]) same += 1;
  return whole.slice(same) || '…';
}

/** UTF-8: a character is led by a byte that says how many follow it, at most three. */
function lastCharacterEnd(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(4, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const long = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return long > back ? bytes.length - back : bytes.length;
  }
  return bytes.length; // no UTF-8: as it is
}
