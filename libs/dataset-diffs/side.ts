import { hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { type Line, LineSplitter } from '#dataset-checks/check-lines.js';

/** What reads a split; `from` is a byte. */
export type Open = (from?: number) => Promise<Readable>;
export interface Named {
  line: number;
  bytes: Buffer;
  high: number;
  low: number;
}

/** One side of a comparison: which of its lines the other side lacks (a bit a line), and where to begin to read for a line. */
export class Side {
  /** Rows that the other side has too. */
  same = 0;
  marked = 0;
  private bits = new Uint8Array(1 << 10);
  private readonly starts: { line: number; byte: number }[] = [{ line: 1, byte: 0 }];

  constructor(private readonly open: Open | null) {}

  mark(line: number): void {
    const at = line >>> 3;
    if (at >= this.bits.length) {
      const grown = new Uint8Array(Math.max(this.bits.length * 2, at + 1));
      grown.set(this.bits);
      this.bits = grown;
    }
    this.bits[at]! |= 1 << (line & 7);
    this.marked += 1;
  }

  isMarked(line: number): boolean {
    return ((this.bits[line >>> 3] ?? 0) & (1 << (line & 7))) !== 0;
  }

  /** Marked lines behind `after`, in their order. */
  *markedAfter(after: number): Generator<number> {
    for (let line = after + 1; line < this.bits.length * 8; line += 1) {
      if ((line & 7) === 0 && this.bits[line >>> 3] === 0) line += 7;
      else if (this.isMarked(line)) yield line;
    }
  }

  /** Every row with its name; a line that is blank or too long for a row counts for none. */
  async scan(visit: (row: Named) => void): Promise<void> {
    if (!this.open) return;
    const lines = new LineSplitter();
    const isIndexed = this.starts.length > 1;
    let [byte, last, isExact] = [0, 0, !isIndexed];
    const each = (found: Iterable<Line>) => {
      for (const { bytes, number } of found) {
        last = number;
        if (bytes === null)
          isExact = false; // told of before its end: lines and bytes no longer go together
        else if (trimmed(bytes).length > 0) visit({ line: number, ...named(trimmed(bytes)) });
      }
    };
    for await (const part of await this.open()) {
      const chunk = part as Buffer;
      const feed = chunk.indexOf(10);
      if (isExact && feed >= 0 && byte > 0) this.starts.push({ line: last + 2, byte: byte + feed + 1 });
      each(lines.push(chunk));
      byte += chunk.length;
    }
    each(lines.end());
  }

  /** These lines, given in their order; reads what lies around them and no more. */
  async read(wanted: readonly number[]): Promise<Map<number, Buffer>> {
    const found = new Map<number, Buffer>();
    let next = 0;
    while (this.open && next < wanted.length) {
      const start = this.startOf(wanted[next]!);
      const [lines, first] = [new LineSplitter(), next];
      const take = (some: Iterable<Line>) => {
        for (const { bytes, number } of some) {
          const line = number + start.line - 1;
          if (line === wanted[next]) {
            if (bytes) found.set(line, Buffer.from(trimmed(bytes)));
            next += 1;
          }
        }
      };
      let isWhole = true;
      for await (const chunk of await this.open(start.byte)) {
        take(lines.push(chunk as Buffer));
        isWhole = next < wanted.length && (next === first || this.startOf(wanted[next]!).byte === start.byte);
        if (!isWhole) break;
      }
      if (isWhole) take(lines.end());
      if (next === first) break; // the store has less than it had
    }
    return found;
  }

  private startOf(line: number): { line: number; byte: number } {
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.starts[middle]!.line <= line) low = middle;
      else high = middle - 1;
    }
    return this.starts[low]!;
  }
}

const isSpace = (byte: number | undefined): boolean => byte === 32 || (byte! >= 9 && byte! <= 13);
function trimmed(bytes: Buffer): Buffer {
  let [from, to] = [0, bytes.length];
  while (from < to && isSpace(bytes[from])) from += 1;
  while (to > from && isSpace(bytes[to - 1])) to -= 1;
  return bytes.subarray(from, to);
}

/** By sha256, of which nobody can make two rows that share a name in a time that matters here. */
function named(bytes: Buffer): Omit<Named, 'line'> {
  const name = hash('sha256', bytes, 'buffer');
  return { bytes, high: name.readInt32LE(0), low: name.readInt32LE(4) };
}
